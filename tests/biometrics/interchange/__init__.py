"""Tests of interchange: files of prints and points."""
