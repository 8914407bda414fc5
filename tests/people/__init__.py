"""People: one record for life."""
