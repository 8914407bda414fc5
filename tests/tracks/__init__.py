"""What is taught, and by whom it may be learnt."""
