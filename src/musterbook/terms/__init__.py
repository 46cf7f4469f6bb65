"""Terms: the words every floor above shares. Imports nothing of ours."""
