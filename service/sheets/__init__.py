"""One page to talk about and to sign: the report in a clinician's order, with the coach's words."""
