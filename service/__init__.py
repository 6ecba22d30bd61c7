"""The product around `vision`: a command line, HTTP and worker processes; no biomechanics here."""
