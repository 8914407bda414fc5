"""What touches every feature."""
