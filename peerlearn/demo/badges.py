"""The demonstration's badges, one at each step of its life."""

from datetime import datetime

from peerlearn.core.settings import Settings
from peerlearn.demo.registry import World


def hand_out(world: World, settings: Settings, *, now: datetime) -> None:
    """Set up the issuer, then badges: some to propose, one to approve, one to hand over, some out, one withdrawn."""
