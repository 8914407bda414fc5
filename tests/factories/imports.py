"""Files to import, and how a test hands them in."""

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.imports import actions
from peerlearn.imports.actions import HandedIn
from peerlearn.imports.lines import CheckedLine
from peerlearn.imports.models import FileImport, ImportLine
from peerlearn.imports.reading import read
from peerlearn.imports.rules import ImportKind, Verdict
from peerlearn.web.kit import background
from tests.cast import Cast

_FIRST = ("Awa", "Ibrahim", "Rosa", "Dragan", "Lucie", "Mamadou", "Tesfay", "Malika", "Zoé", "Nadège", "Serge", "Karim")
_LAST = ("Diop", "Benali", "Petit", "Kovač", "Nguyễn", "O’Brien", "Müller", "García", "Ndiaye", "Lefèvre", "Şahin")
NAMES = "Prénom;Nom;Année de naissance"
HEADERS = "Prénom;Nom;Année de naissance;Téléphone;E-mail;Canal;Fonction;Date d’entrée"


def people_file(*lines: str, headers: str = NAMES) -> bytes:
    """A file as a spreadsheet writes it."""
    return "\r\n".join([headers, *lines, ""]).encode("utf-8-sig")


def many_people(count: int) -> bytes:
    """A file of that many people, always the same."""
    return people_file(*map(_somebody, range(count)), headers=HEADERS)


def hand_in(
    app: Flask, client: FlaskClient, content: bytes, *, name: str = "liste.csv", to: str = "people", **form: str
) -> TestResponse:
    """Hand a file in, and wait until it is checked."""
    file = FileStorage(io.BytesIO(content), filename=name, content_type="text/csv")
    boundary, body = encode_multipart({**form, "file": file})
    answer = client.post(f"/{to}/import", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    background.finish(app)
    return answer


@contextmanager
def nobody_at_work(app: Flask) -> Iterator[None]:
    """What is begun in the background in this block is never done: its thread was killed at once."""
    background_of_app = app.extensions["peerlearn-background"]
    working, background_of_app.thread = background_of_app.thread, _Asleep()
    yield
    background_of_app.thread = working


class _Asleep(ThreadPoolExecutor):
    """Takes everything and does nothing."""

    def submit(self, _: Callable[..., Any], /, *__: Any, **___: Any) -> Future[Any]:
        """A promise that is kept already, with nothing."""
        promise: Future[Any] = Future()
        promise.set_result(None)
        return promise


def import_people(app: Flask, client: FlaskClient, organisation: str, lines: Sequence[str]) -> str:
    """Hand a file in and confirm it; the address of the import."""
    page = hand_in(app, client, people_file(*lines), organisation=organisation).headers["Location"]
    assert client.post(f"{page}/confirmation").status_code == 302
    return page


def done_import(cast: Cast) -> FileImport:
    """An import of Les Tilleuls that is done and brought nobody, with a line that was left by mistake."""
    file = HandedIn("liste.csv", people_file("Awa;;"), read(people_file("Awa;;")))
    home, now = cast.organisations["tilleuls"], clock.now()
    imported = actions.start(ImportKind.PEOPLE, file, organisation_id=home, by=cast.accounts["samira"], now=now)
    line = CheckedLine(2, Verdict.KNOWN, {"first_name": "Awa"}, match_id=cast.people["awa"])
    actions.note_checked(imported.id, 0, [line], meanings=imported.meanings, now=now)
    actions.confirm(imported, by=cast.accounts["samira"], now=now, on=clock.today())
    left = {"number": 2, "verdict": Verdict.KNOWN, "facts": {}, "problems": []}
    db.session.add(ImportLine(file_import_id=imported.id, organisation_id=home, **left))
    return imported


def _somebody(number: int) -> str:
    first, last = f"{_FIRST[number % len(_FIRST)]}-{number}", _LAST[number % len(_LAST)]
    phone = f"06 1{number % 10} {number // 100 % 100:02} {number % 100:02} 78"
    channel = ("papier", "SMS", "appel", "e-mail", "accompagnant")[number % 5]
    reached = f"{phone};personne{number}@example.org;{channel}"
    return f"{first};{last};{1950 + number % 55};{reached};salarié en insertion;05/01/2026"
