"""On paper: what stands on each paper that is printed and carried, read from the book; `papers` gives it words."""
