"""Pages: figures."""
