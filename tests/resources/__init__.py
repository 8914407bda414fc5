"""Resources: what may be kept, how it lies, and for whom it is."""
