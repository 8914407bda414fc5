"""People: one record for life. A first name and an organisation are enough."""
