"""The names of files in the folder of a report."""

REPORT_FILE = "report.json"
"""The whole analysis, as `write_outputs` writes it and `read_report` reads it."""
KEPT_FILE = "observed.npz"
"""What `revise` and `read_analysis` start from: what was read of the clip."""
