"""One story for each known failure (custody.md section 14)."""
