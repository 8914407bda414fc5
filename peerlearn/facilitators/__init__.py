"""Who would like to lead, the way there, and how someone looks back at what they led."""
