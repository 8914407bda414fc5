"""Who accompanies whom."""
