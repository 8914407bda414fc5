"""What happened in the demonstration: workshops, presence, observations and badges."""

from datetime import datetime

from peerlearn.core.settings import Settings
from peerlearn.demo.registry import World


def play(world: World, settings: Settings, *, now: datetime) -> None:
    """Play the past weeks, and plan the coming ones."""
