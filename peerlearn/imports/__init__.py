"""Imports: people and organisations from a file, looked at before anything is written, and undone as a whole."""
