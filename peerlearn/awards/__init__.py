"""Badges: who may get one and why, who approved it, the signed bytes, and what became of them."""
