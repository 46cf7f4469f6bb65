"""Tests of the formats that others read."""
