"""Tests of explaining a plan."""
