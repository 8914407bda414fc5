"""Accounts: who signs in, with which roles, until when."""
