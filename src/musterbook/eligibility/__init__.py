"""Eligibility: who may be moved, who must not be, and who may decide otherwise."""
