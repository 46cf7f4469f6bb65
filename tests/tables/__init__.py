"""Tests of the tables: sheets as people in a hurry write them."""
