"""The operation: one file for each thing people do. The only place where rooms meet."""
