"""Tests of the room repatriation."""
