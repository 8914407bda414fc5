"""Diagnoses: what somebody can do with a phone today, asked aloud, and what would help them."""
