"""Tools of the house: what is run while building Musterbook, never by those who use it."""
