"""`make fuzz`: pages made worse at random, each read within a time, until the time is up."""
