"""Notes of meetings with one person: written by who met them, signed, shared with them, and never rewritten."""
