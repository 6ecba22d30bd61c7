"""Cadence plans: what is asked for one, what is said of a run, and both over HTTP."""
