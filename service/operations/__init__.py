"""Running the service: whether it is ready, what it does, logs and forgets, and how it is kept."""
