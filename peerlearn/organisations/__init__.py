"""Regions, partners, insertion companies (SIAE), their sites, and the waves they take part in."""
