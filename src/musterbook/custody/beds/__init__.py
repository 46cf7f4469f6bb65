"""Beds: how many people each place can take, which of its beds are promised to whom, and who lies in which."""
