"""Searching a gallery: who is found, that parts find what the whole finds, and what is refused."""
