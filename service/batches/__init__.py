"""Many clips at once: batches of a server, and a folder of clips on the command line."""
