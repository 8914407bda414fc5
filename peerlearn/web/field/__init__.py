"""The room on a phone, with or without network."""
