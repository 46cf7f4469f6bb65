"""Alembic revisions of `book.db`: one linear chain, run on opening an older file after a copy of it."""
