"""The copy of one's data: one file with everything for a program, one to read, and the files of one's badges."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires, signed_in
from peerlearn.web.privacy.archive import archive_of
from peerlearn.web.privacy.blueprint import pages
from peerlearn.web.privacy.reach import Reach, of_a_colleague, of_the_person


@pages.get("/people/<public_id>/data.zip")
@requires(Permission.REGISTER_PEOPLE)
def hand_over(public_id: str) -> ResponseReturnValue:
    """For staff, who print it or hand it over on a stick: what was confided to others stays out."""
    person = queries.person(public_id)
    return _file(person, of_a_colleague(person))


@pages.get("/me/data.zip")
@signed_in
def own_data() -> ResponseReturnValue:
    """For the person."""
    person_id = session.account_here().person_id
    me = queries.person_by_id(person_id) if person_id is not None else abort(404)
    return _file(me, of_the_person(me))


def _file(person: Person, reach: Reach) -> Response:
    packed = archive_of(person, reach, now=clock.now())
    answer = Response(packed, mimetype="application/zip")
    # The name of the file says nothing: it lands on a shared computer.
    answer.headers.set("Content-Disposition", "attachment", filename="peerlearn-donnees.zip")
    return answer
