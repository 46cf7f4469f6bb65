"""What the room camps writes in the book."""

from __future__ import annotations
