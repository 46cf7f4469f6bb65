"""What the room evidence writes in the book."""

from __future__ import annotations
