"""A full city for measuring: a million cases and two hundred thousand families, as the services write them."""
