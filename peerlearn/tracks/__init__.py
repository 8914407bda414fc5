"""Tracks (the three stages of the rocket), their curricula as versioned data, and what finishing one opens."""
