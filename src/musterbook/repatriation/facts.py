"""What the room repatriation writes in the book."""

from __future__ import annotations
