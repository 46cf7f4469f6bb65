"""Tests of the room camps."""
