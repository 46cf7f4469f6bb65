"""Replay: what would have been said of each site on each past day, from nothing but what was known by its end."""
