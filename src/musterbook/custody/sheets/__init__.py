"""Escort sheets: what whoever moves a person must know, as questions in a file; warnings and watches beside them."""
