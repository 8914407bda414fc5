"""Pages: workshops."""
