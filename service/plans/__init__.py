"""Cadence plans: what is asked for one, and what is said of a run."""
