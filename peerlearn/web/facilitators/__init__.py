"""Pages: facilitators."""
