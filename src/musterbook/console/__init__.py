"""Console: the pages people look at. It shows readings of the book and decides nothing."""
