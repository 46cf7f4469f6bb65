"""Evidence: items with their origin and marking, dossiers about a person, and what of them may be released to whom."""
