"""The rehearsal: invented people, faults and scorecards; drives the operation exactly as a door does."""
