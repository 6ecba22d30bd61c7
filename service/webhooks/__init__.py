"""Telling other servers of their owner's analyses that have ended, as Standard Webhooks describes it."""
