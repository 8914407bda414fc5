"""Leading: who would like to, how they look back, and where they place themselves."""

from peerlearn.web.facilitators import candidates, interest, own, proposing, reviews
from peerlearn.web.facilitators.blueprint import pages

__all__ = ["candidates", "interest", "own", "pages", "proposing", "reviews"]
