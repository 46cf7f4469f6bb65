"""Sync: frames and bundles, the bytes in which logs travel between copies."""
