"""Camps: how many are counted where families are held, what is missing between counts, who comes of age."""
