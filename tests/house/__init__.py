"""Tests of the house itself: floor plan, what is tracked, what is documented, how it is set up."""
