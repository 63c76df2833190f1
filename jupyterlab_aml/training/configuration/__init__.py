"""The settings of a run, described once: attributes for programs, keys for files, a JSON Schema for forms. Only who uses them loads pydantic."""
