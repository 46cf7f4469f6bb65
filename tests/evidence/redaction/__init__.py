"""Redaction: what is planted is gone from every channel, and the verifier finds it where it is not."""
