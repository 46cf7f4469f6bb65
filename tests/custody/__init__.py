"""Tests of custody: who holds whom, and what does not add up."""
