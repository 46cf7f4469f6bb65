"""Tests of identity by name."""
