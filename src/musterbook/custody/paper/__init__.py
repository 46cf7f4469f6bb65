"""Paper: forms that were filled in by hand, and what came of them."""
