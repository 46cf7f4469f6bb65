"""What people really have, read: one file for each dialect; a bad row is named and never stops a load."""
