"""Tests of places and beds."""
