"""Pages about personal data: what is said, agreed to, corrected, handed over, forgotten."""
