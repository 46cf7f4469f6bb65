"""Tests of the rehearsal: whole weeks with invented people, seeded, with everything that goes wrong in them."""
