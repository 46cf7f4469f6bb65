"""Whether two prints are of one finger: templates from points, their score, and what a score weighs."""
