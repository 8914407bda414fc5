"""Regions and departments of France, as data that comes with the product."""

import json
from importlib import resources

from peerlearn.core.db import db
from peerlearn.organisations.models import Department, Region


def load() -> None:
    """Put the regions and departments in place; doing it twice changes nothing."""
    content = (resources.files("peerlearn.organisations") / "content" / "places.json").read_bytes()
    places = json.loads(content)
    for region in places["regions"]:
        db.session.merge(Region(region_code=region["code"], name=region["name"]))
    db.session.flush()
    for department in places["departments"]:
        db.session.merge(
            Department(department_code=department["code"], name=department["name"], region_code=department["region"])
        )
    db.session.flush()
