"""The command line, asked through its own door."""
