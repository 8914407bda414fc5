"""The ground: settings, database, clock, errors, permissions, scope and audit. Knows no feature and no web."""
