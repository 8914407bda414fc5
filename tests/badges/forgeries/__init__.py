"""A table of forgeries and deformations: each is refused, for its own reason, without an exception."""
