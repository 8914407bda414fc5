"""The demonstration shows a house that begins with the diagnosis alone, and one that teaches something of its own."""

import pytest
from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.core.permissions import Capability
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import switched_off
from peerlearn.resources.queries import resources_of
from peerlearn.tracks.queries import own_modules

pytestmark = pytest.mark.usefixtures("demonstration", "on_stage")


def test_one_house_has_the_diagnosis_alone_and_uses_it() -> None:
    query = select(Organisation).where(Organisation.name == "Les Jardins de l’Aude")
    house = db.session.execute(query).scalar_one()
    off = switched_off(Scope.of([house.id]))
    assert off.keys() == set(Capability) - {Capability.DIAGNOSIS}
    talks = select(Diagnosis).where(Diagnosis.organisation_id == house.id)
    assert len(db.session.execute(talks).scalars().all()) == 2


def test_another_teaches_something_of_its_own_with_a_sheet_and_a_link(settings: Settings) -> None:
    module = own_modules()[0]
    sheet, link = sorted(resources_of(module), key=lambda one: bool(one.link))
    assert (settings.data_dir / "resources" / str(sheet.stored_name)).is_file()
    assert link.host == "www.lesbonsclics.fr"
