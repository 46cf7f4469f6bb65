"""Positions of carriers in an operation: taken in, looked at by whoever may know where a convoy is, kept by the leg.

Joins lift (what a carrier is to run) with custody (who is aboard), the places, the register and what lies beside the
book.
"""
