"""Musterbook: the muster book of an emergency custody transfer."""

__version__ = "0.1.0"
