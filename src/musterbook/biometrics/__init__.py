"""Biometrics: who may be the same person, by name and by body; it proposes, named people decide."""
