"""The copy of one's data: one file with everything for a program, one to read, and the files of one's badges."""

from collections.abc import Collection

from flask import Response, abort
from flask.typing import ResponseReturnValue

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.diagnoses.queries import every_diagnosis_of
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires, signed_in
from peerlearn.web.kit.confidence import may_read
from peerlearn.web.privacy.archive import archive_of
from peerlearn.web.privacy.blueprint import pages


@pages.get("/people/<public_id>/data.zip")
@requires(Permission.REGISTER_PEOPLE)
def hand_over(public_id: str) -> ResponseReturnValue:
    """For staff, who print it or hand it over on a stick. Answers of a diagnosis only for those who may read them."""
    person = queries.person(public_id)
    reads = session.account_here().may(Permission.DIAGNOSE)
    return _file(person, {one.public_id for one in every_diagnosis_of(person.id) if reads and may_read(one)})


@pages.get("/me/data.zip")
@signed_in
def own_data() -> ResponseReturnValue:
    """For the person."""
    person_id = session.account_here().person_id
    return _file(queries.person_by_id(person_id), None) if person_id is not None else abort(404)


def _file(person: Person, readable: Collection[str] | None) -> Response:
    packed = archive_of(person, readable=readable, now=clock.now())
    answer = Response(packed, mimetype="application/zip")
    # The name of the file says nothing: it lands on a shared computer.
    answer.headers.set("Content-Disposition", "attachment", filename="peerlearn-donnees.zip")
    return answer
