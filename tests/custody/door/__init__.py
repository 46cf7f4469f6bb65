"""Tests of what is entered at a door."""
