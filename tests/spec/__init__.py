"""Stories: what must not happen again, told in the notation of the book."""
