"""Tests of the independent verifier, which share nothing with it or with the program."""
