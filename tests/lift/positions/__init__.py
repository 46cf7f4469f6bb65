"""Where carriers are: alarms, the check of a week, and what is kept of a leg."""
