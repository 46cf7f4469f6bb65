"""Tests of the room eligibility."""
