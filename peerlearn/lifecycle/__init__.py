"""Lifecycle: what touches every feature at once, such as moving a person to another house, or merging two records."""
