"""The API: what a program outside may read and do."""
