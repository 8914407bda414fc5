"""Resources of a module: sheets, games and links that an organisation adds for its people and its workshops."""
