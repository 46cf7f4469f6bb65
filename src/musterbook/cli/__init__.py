"""The command line: one file for each group of commands. Every heavy import stands inside its command."""
