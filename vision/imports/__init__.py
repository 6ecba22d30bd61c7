"""What was made elsewhere: landmarks of other trackers and contacts on force plates, from their files."""
