"""Pages of the diagnosis: one question a screen, the result, and its paper twin."""
