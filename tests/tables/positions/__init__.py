"""Positions of carriers that come in as files: what is read, and what is named as wrong."""
