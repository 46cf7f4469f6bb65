"""Tests of what happens between the glass and the book."""
