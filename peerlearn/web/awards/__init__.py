"""Pages: awards."""
