"""What coaches make of a report: flags to review, corrections, the revisions they make, signing off."""
