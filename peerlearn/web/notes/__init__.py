"""Pages: notes of meetings."""
