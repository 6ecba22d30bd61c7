"""Who may do what: accounts, how a request shows whose it is, and what its caller then may see."""
