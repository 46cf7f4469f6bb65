"""Pages: one file per page of the console; each gives the page, its JSON and its CSV from the same rows."""
