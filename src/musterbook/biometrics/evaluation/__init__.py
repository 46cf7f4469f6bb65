"""How often a matcher is wrong on labelled pictures, so that anyone can measure it again."""
