"""Azure ML v2 files of the type ``command``, turned into what a run is told."""
