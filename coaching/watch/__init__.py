"""What a watch recorded: the file, its cadence in steps a minute, and what a run shows."""
