"""Organisations, their places and their waves."""
