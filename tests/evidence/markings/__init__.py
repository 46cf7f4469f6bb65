"""Markings: their grammar, roll-up and release, held against the table, the grammar itself and their own mutants."""
