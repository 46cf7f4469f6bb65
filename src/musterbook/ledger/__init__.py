"""The ledger: facts, entries, chains and their notation. Knows nothing of prisons."""
