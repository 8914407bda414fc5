"""Pages of the resources."""
