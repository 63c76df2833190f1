"""What to run: descriptions that are checked here and carried out elsewhere."""
