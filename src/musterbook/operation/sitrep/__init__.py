"""Situation reports: every figure a reading of the book at named heads, that anybody can make again."""
