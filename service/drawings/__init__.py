"""What coaches draw on frames, to talk about them; no number hangs on it."""
