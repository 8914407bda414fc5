"""Workshops: one dated session with a capacity, its facilitators, its seats and its waiting list."""
