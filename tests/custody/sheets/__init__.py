"""Tests of escort sheets, warnings and watches."""
