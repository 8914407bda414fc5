"""Reads of the imports; the session's scope decides whose."""

from collections.abc import Sequence

from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.core.paging import Page, page_of
from peerlearn.core.searching import search_key
from peerlearn.imports.models import FileImport, ImportLine
from peerlearn.imports.organisation_lines import Places, keys_of
from peerlearn.imports.person_lines import Crowd, Seen
from peerlearn.imports.rules import ImportKind, Verdict
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import departments, regions
from peerlearn.people.queries import names_at

_MOST_SHOWN = 20


def file_import(public_id: str) -> FileImport:
    """The import.

    Raises:
        NoResultFound: there is none in scope.
    """
    return db.session.execute(select(FileImport).where(FileImport.public_id == public_id)).scalar_one()


def file_import_by_id(import_id: int) -> FileImport:
    """The import a job was told of.

    Raises:
        NoResultFound: there is none in scope.
    """
    return db.session.execute(select(FileImport).where(FileImport.id == import_id)).scalar_one()


def file_import_for_update(import_id: int) -> FileImport:
    """The import, locked: whoever else does the next step waits, then sees that it was done.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(FileImport).where(FileImport.id == import_id).with_for_update()
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def recent_imports(kind: ImportKind) -> Sequence[FileImport]:
    """The last imports of a kind, the latest first."""
    query = select(FileImport).where(FileImport.kind == kind)
    query = query.order_by(FileImport.created_at.desc(), FileImport.id.desc()).limit(_MOST_SHOWN)
    return db.session.execute(query).scalars().all()


def lines_page(imported: FileImport, verdict: Verdict, *, number: int, size: int = 50) -> Page[ImportLine]:
    """One page of the lines of a draft that are new, known or wrong, in the order of the file."""
    query = select(ImportLine).where(ImportLine.file_import_id == imported.id, ImportLine.verdict == verdict)
    return page_of(query.order_by(ImportLine.number), number, size=size)


def lines_of(imported: FileImport, verdict: Verdict) -> Sequence[ImportLine]:
    """All such lines of a draft, in the order of the file."""
    query = select(ImportLine).where(ImportLine.file_import_id == imported.id, ImportLine.verdict == verdict)
    return db.session.execute(query.order_by(ImportLine.number)).scalars().all()


def people_there(organisation_id: int) -> Crowd:
    """Who is at the organisation already."""
    there = Crowd()
    for person_id, key, birth_year, reference in names_at(organisation_id):
        there.add(key, Seen(birth_year, reference, person_id=person_id))
    return there


def organisations_there() -> dict[str, int]:
    """Every organisation, under each key by which a line may find it."""
    query = select(Organisation.id, Organisation.name, Organisation.kind, Organisation.siret).order_by(Organisation.id)
    there: dict[str, int] = {}
    for found in db.session.execute(query):
        there |= dict.fromkeys(keys_of(found.name, found.kind, found.siret), found.id)
    return there


def places() -> Places:
    """Departments and regions, by code and by name."""
    named = {search_key(one.name): one.department_code for one in departments()}
    coded = {search_key(one.department_code): one.department_code for one in departments()}
    regional = {search_key(word): one.region_code for one in regions() for word in (one.name, one.region_code)}
    return Places(departments=named | coded, regions=regional)
