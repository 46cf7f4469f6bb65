"""Tests of the room coordination."""
