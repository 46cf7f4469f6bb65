"""Tests of property, medicine, condition and welfare."""
