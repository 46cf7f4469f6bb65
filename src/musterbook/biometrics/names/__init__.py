"""Identity by name: reads names in three scripts, says how alike they are and why; it proposes, named people decide."""
