"""The room on a phone: the app, its worker, and what they ask for."""

from peerlearn.web.field import api, shell
from peerlearn.web.field.blueprint import pages

__all__ = ["api", "pages", "shell"]
