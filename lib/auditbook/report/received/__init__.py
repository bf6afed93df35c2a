"""What was received for a unit-year: files, how each was read, what is missing, what files state about themselves."""
