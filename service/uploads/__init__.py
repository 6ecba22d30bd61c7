"""Clips on their way in: received in one piece or in many, kept whole, counted and checked.

Until an analysis takes it, an upload is a file in the spool and a row in the ledger; the row says how much of
the file is on the disk for certain.
"""
