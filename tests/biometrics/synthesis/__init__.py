"""Invented fingers: the same seed the same bytes, and impressions of one finger alike enough to be found."""
