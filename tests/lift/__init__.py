"""Tests of the room lift."""
