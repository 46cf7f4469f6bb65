"""Tests of the search: whatever is decided, the plan breaks no rule."""
