"""Coordination: agreements that open and close movement."""
