"""Deeds: what somebody may write in the book, each by its name, with what has to be said; every door asks them here."""
