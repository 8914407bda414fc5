"""The badges in the copy of somebody's data: certificates of those that count, and one file for each."""

import io
import json
import zipfile
from html import unescape

from flask import Flask
from sqlalchemy import select

from peerlearn.awards.achievements import load_achievement, own_achievements
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.people.models import Person
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.drill import play
from tests.stage import ClientOf


def _copy(client_of: ClientOf, address: str) -> dict[str, bytes]:
    """As Samira hands it over, with every name in it once."""
    answer = client_of("samira").get(f"{address}?lang=en")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert len({name.casefold() for name in names}) == len(names), names
        return {name: archive.read(name) for name in names}


def _two_versions(app: Flask, cast: Cast, settings: Settings) -> list[str]:
    """Awa got a badge, and its next version as well: their codes."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a badge and its next version"))
        with transaction():
            issuer = made.issuer(cast, settings)
            codes = []
            for version in ("", "2099.1"):
                if version:
                    code = made.achievement(TrackCode.LEARNER).code
                    own = next(one for one in map(json.loads, own_achievements().values()) if one["code"] == code)
                    load_achievement(json.dumps(own | {"version": version}).encode(), issuer, now=clock.now())
                award = made.award_at(cast, settings, AwardState.ISSUED, name="awa", track=TrackCode.LEARNER)
                codes.append(award.public_code)
        scope.leave(db.session())
        db.session.remove()
    return codes


def test_two_badges_of_one_name_are_two_files(app: Flask, client_of: ClientOf, cast: Cast, settings: Settings) -> None:
    codes = _two_versions(app, cast, settings)
    files = _copy(client_of, f"/people/{cast.person_ids['awa']}/data.zip")
    for code in codes:
        (sheet,) = [name for name in files if name.endswith(f" {code}.pdf")]
        assert files[sheet] == client_of("").get(f"/b/{code}.pdf").data
        assert len([name for name in files if name.endswith(f" {code}.png")]) == 1
    assert len([name for name in files if name.startswith("Certificate")]) == 2


def test_a_badge_whose_key_was_stolen_is_no_certificate_to_show(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    held = [(1, "B before", "kept", "ob3_jwt"), (2, "B since", "kept", "ob3_jwt")]
    drill = play(app, settings, cast, held, also_ob2=True)
    good, void = (_copy(client_of, _address_of(app, one.code)) for one in drill.held)
    for ending in (".pdf", ".png"):
        assert [name for name in good if name.endswith(ending) and "/" not in name and "articip" not in name]
        assert not [name for name in void if name.endswith(ending) and "/" not in name and "articip" not in name]
    guide = unescape(void["a-lire.html"].decode())
    assert "waits to be given anew" in guide
    assert "To show, to send, to print." not in guide
    assert "waits to be given anew" not in good["a-lire.html"].decode()
    # What was signed stays what is stored about them.
    assert void[f"for programs/{drill.held[1].code}.jwt"] == drill.held[1].content


def _address_of(app: Flask, code: str) -> str:
    with app.app_context(), db.engine.connect() as connection:
        people, awards = Person.__table__, Award.__table__
        query = select(people.c.public_id).join(awards, awards.c.person_id == people.c.id)
        return f"/people/{connection.execute(query.where(awards.c.public_code == code)).scalar_one()}/data.zip"
