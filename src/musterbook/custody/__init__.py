"""Custody: who holds whom, by whose signature; the roll, the count and the discrepancy."""
