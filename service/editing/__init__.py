"""What whoever corrects a report looks at: landmarks, and frames with nothing drawn."""
