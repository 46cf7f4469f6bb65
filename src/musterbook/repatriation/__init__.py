"""Repatriation: what each country was asked, what it answered, and what is still missing for a return."""
