"""Figures of the programme, each counted in one place."""
