"""Pages: attendance."""
