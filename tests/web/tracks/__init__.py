"""Pages: tracks."""
