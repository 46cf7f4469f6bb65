"""Tests of the ledger: entries, trees, signatures, what is judged and what stands."""
