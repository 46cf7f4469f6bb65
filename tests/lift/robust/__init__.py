"""Tests of what plans come to when things go wrong."""
