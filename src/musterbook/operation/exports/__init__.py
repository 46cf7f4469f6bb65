"""Exports: what leaves the book for one reader, in the format his own program reads.

Each is numbered, signed by an entry that holds its digest, marked in the order of its rows, and says of itself whose it
is, what it lists, as of when and from which head of the book. Names leave only by the hand of whoever may read them,
with a reason, his own key and a line in the register of consultations for each person.
"""
