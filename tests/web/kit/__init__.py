"""Tests: what every page stands on."""
