"""What somebody chose to learn goes along: to another house, and to the record that is kept."""

from datetime import timedelta

from sqlalchemy import select

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.lifecycle.actions import transfer
from peerlearn.lifecycle.merging import merge
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.parting import undo_merge
from peerlearn.organisations.models import Organisation
from peerlearn.tracks.actions import choose, take_back
from peerlearn.tracks.models import ModuleChoice
from peerlearn.tracks.queries import choices_of, module_to_choose
from tests.cast import Cast
from tests.factories import awards as made
from tests.lifecycle.dump import everything_stored

CURRICULUM = "smartphone-bases"


def _wishes(cast: Cast) -> None:
    """Awa chose M04 and M05, and thought again about M06; Rosa chose M05, M06 and M07."""
    now = clock.now() - timedelta(days=1)
    for name, codes in (("awa", ("M04", "M05", "M06")), ("rosa", ("M05", "M06", "M07"))):
        for code in codes:
            choose(made.person(cast, name), module_to_choose(code), by=None, now=now)
    take_back(made.person(cast, "awa"), module_to_choose("M06"), by=None, now=now)


def _merge(cast: Cast) -> PersonMerge:
    kept, other = made.person(cast, "awa"), made.person(cast, "rosa")
    return merge(kept, other, by=None, on=clock.today(), now=clock.now())


def _chosen(cast: Cast, name: str) -> list[str]:
    return sorted(one.module_code for one in choices_of(cast.people[name]))


def test_wishes_go_to_the_kept_record_each_once(everything: Cast) -> None:
    _wishes(everything)
    _merge(everything)
    assert _chosen(everything, "awa") == ["M04", "M05", "M06", "M07"]
    assert db.session.execute(select(ModuleChoice.person_id).distinct()).scalars().all() == [everything.people["awa"]]


def test_parted_again_each_has_what_they_chose(everything: Cast) -> None:
    _wishes(everything)
    before = everything_stored()
    undo_merge(_merge(everything), by=None, now=clock.now())
    assert everything_stored() == before


def test_parted_after_a_wish_was_taken_back_the_rest_is_as_before(everything: Cast) -> None:
    _wishes(everything)
    done = _merge(everything)
    take_back(made.person(everything, "awa"), module_to_choose("M07"), by=None, now=clock.now())
    choose(made.person(everything, "awa"), module_to_choose("M01"), by=None, now=clock.now())
    undo_merge(done, by=None, now=clock.now())
    assert _chosen(everything, "awa") == ["M01", "M04", "M05"]
    assert _chosen(everything, "rosa") == ["M05", "M06"]


def test_wishes_go_to_the_new_house(everything: Cast) -> None:
    _wishes(everything)
    house = db.session.get_one(Organisation, everything.organisations["relais"])
    transfer(made.person(everything, "awa"), house, by=None, on=clock.today(), now=clock.now())
    assert _chosen(everything, "awa") == ["M04", "M05"]
    of_awa = select(ModuleChoice.organisation_id).where(ModuleChoice.person_id == everything.people["awa"])
    assert db.session.execute(of_awa.distinct()).scalars().all() == [house.id]
