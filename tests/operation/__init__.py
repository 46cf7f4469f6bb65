"""What people do with a book, each tried on a small one."""
