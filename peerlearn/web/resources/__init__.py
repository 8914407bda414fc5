"""Pages: resources."""
