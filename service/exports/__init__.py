"""Files for other tools over HTTP, made when they are asked for."""
