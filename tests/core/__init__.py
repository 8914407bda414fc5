"""The ground: what every feature stands on."""
