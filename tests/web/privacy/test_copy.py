"""The right to one's data: everything about one person, nothing about anybody else, in a file to hand over."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdf
from flask import Flask
from sqlalchemy import Enum, select

from peerlearn.core import clock, scope
from peerlearn.core.db import Base, db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.lifecycle.stores import STORES, table_of
from peerlearn.people.queries import person_by_id
from peerlearn.web.privacy.archive import archive_of
from peerlearn.web.privacy.columns import CHAPTERS
from peerlearn.web.privacy.reach import of_the_operator
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.counting import statements
from tests.factories.attendance import stored_workshop
from tests.factories.unmistakable import FIRST, LAST, WORDS, Life
from tests.stage import ClientOf

# Every value that is a code in the database.
_KINDS = {
    column.type.enum_class
    for name in STORES
    for column in table_of(name).columns
    if isinstance(column.type, Enum) and column.type.enum_class
}


DATA, JSON = "Mes données.html", "pour les logiciels/donnees.json"


def _files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@dataclass(frozen=True)
class Page:
    """The page to read: its words, its headings, and each thing that is said there."""

    text: str
    headings: list[str]
    values: list[str]


def _read(content: bytes) -> Page:
    body = content.decode().partition("</style>")[2]

    def texts(tag: str) -> list[str]:
        return [unescape(one).strip() for one in re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", body, re.DOTALL)]

    return Page(unescape(re.sub(r"<[^>]+>", " ", body)), texts("h2"), texts("dd") + texts("strong"))


def _words_of(sheet: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet)).pages)


def _told(files: dict[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(files[JSON])
    return told


def test_every_table_with_a_row_about_her_is_in_it(app: Flask, client_of: ClientOf, life: Life) -> None:
    """The tables are found by walking the schema, not by the list that makes the copy."""
    files = _files(client_of("samira").get(f"/people/{life.public_id}/data.zip").data)
    told = _told(files)["stored"]
    with app.app_context(), db.engine.connect() as connection:
        named = {
            table.name
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if column.name in {"person_id", "kept_id", "merged_id"}
            and connection.execute(select(table).where(column == life.person_id).limit(1)).first()
        }
    assert named
    assert named <= set(told)
    assert set(told) <= set(STORES)


def test_her_words_are_in_it_and_nobody_elses(client_of: ClientOf, cast: Cast, life: Life) -> None:
    files = _files(client_of("samira").get(f"/people/{life.public_id}/data.zip").data)
    text = files[JSON].decode()
    for name in set(WORDS) - {"word of the search", "phone"}:
        assert WORDS[name] in text, name
    assert f"+{WORDS['phone']}" in text
    page = files[DATA].decode()
    assert f"{FIRST} {LAST}" in page
    for other in ("Samira", "Haddad", "Carole", "Petit", "Awa", "Rosa", "Moussa", "argon2", "token_hash"):
        assert other not in text, other
        assert other not in page, other
    assert '"by": "staff"' in text
    assert '"by": "coordinator"' in text or '"approved_by": "coordinator"' in text
    assert "Les Tilleuls" in text


def test_the_page_to_read_holds_each_kind_of_data_in_words(app: Flask, client_of: ClientOf, life: Life) -> None:
    files = _files(client_of("samira").get(f"/people/{life.public_id}/data.zip").data)
    page, told = _read(files[DATA]), _told(files)["stored"]
    with app.test_request_context("/?lang=fr"):
        missing = {name for name in told if str(CHAPTERS[name].title) not in page.headings}
    assert missing == set()
    for name in ("first name", "last name", "e-mail", "reference", "reason of a badge", "reason of a level"):
        assert WORDS[name] in page.text, name
    assert re.findall(r"\b\d{4}-\d\d\b|T\d\d:\d\d|\b[a-z]+_[a-z_]+\b|\bM\d\d\b", page.text) == []
    codes = {member.value for kind in _KINDS for member in kind}
    assert codes & set(page.values) == set()


def test_the_page_tells_what_she_wishes_and_what_others_certified(client_of: ClientOf, cast: Cast) -> None:
    samira, awa = client_of("samira"), cast.person_ids["awa"]
    form = {
        "title": "ABC Pix",
        "issuer": "GIP Pix",
        "awarded_on": "2024-05-02",
        "level": "niveau 1",
        "form_id": str(uuid4()),
    }
    assert samira.post(f"/people/{awa}/certifications/new", data=form).status_code == 302
    assert samira.post(f"/people/{awa}/plan/choices", data={"module": "M03", "chosen": "1"}).status_code == 302
    page = _read(_files(client_of("awa").get("/me/data.zip").data)[DATA])
    assert {"ABC Pix", "GIP Pix", "jeudi 2\xa0mai 2024", "Je me connecte à Internet"} <= set(page.values)


def test_of_a_workshop_to_come_nothing_says_that_it_was_led(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    parts = {"moussa": Part.LEAD, "ibrahim": Part.CO_LEAD}
    with app.app_context():
        stored_workshop(cast, starts_in=timedelta(days=3), leaders=parts)
        stored_workshop(
            cast, starts_in=-timedelta(days=3), leaders={"moussa": Part.REPLACED, "ibrahim": Part.SUBSTITUTE}
        )
    page = _read(_files(client_of("moussa").get("/me/data.zip").data)[DATA])
    assert "Ateliers\u00a0: votre rôle dans l’animation" in page.headings
    assert {"Animation", "Quelqu’un à votre place"} <= set(page.values)
    assert [one for one in (*page.headings, *page.values) if "vous a" in one.lower() or "avez" in one] == []


def test_who_may_not_see_answers_hands_over_none(client_of: ClientOf, life: Life) -> None:
    """Samira was trained to run a diagnosis, Sophie was not."""
    given = {
        name: _files(client_of(name).get(f"/people/{life.public_id}/data.zip").data) for name in ("samira", "sophie")
    }
    (with_answers,), (without,) = (_told(files)["stored"]["diagnosis"] for files in given.values())
    assert with_answers["answers"]
    assert with_answers["answers_in_words"]
    assert not {"answers", "answers_in_words"} & set(without)
    assert without["level"] == with_answers["level"]
    assert "réponses de vos diagnostics" in given["sophie"][DATA].decode()


def test_her_badge_is_in_it_byte_for_byte(client_of: ClientOf, life: Life) -> None:
    files = _files(client_of("samira").get(f"/people/{life.public_id}/data.zip").data)
    folder = f"pour les logiciels/{life.badge_code}"
    kept = {name.removeprefix(folder): body for name, body in files.items() if name.startswith(folder)}
    assert kept | {".png": files["Image du badge.png"]} == life.files
    assert files["Certificat.pdf"] == client_of("").get(f"/b/{life.badge_code}.pdf").data


def test_what_one_shows_comes_first_and_a_short_page_says_what_each_file_is_for(
    client_of: ClientOf, life: Life
) -> None:
    files = _files(client_of("samira").get(f"/people/{life.public_id}/data.zip").data)
    names = list(files)
    assert names[:2] == ["Certificat.pdf", "Image du badge.png"]
    assert names.index("a-lire.html") < names.index(DATA) < names.index(JSON)
    page = files["a-lire.html"].decode()
    assert len(page) < 4000
    assert [name for name in names if "/" not in name and name != "a-lire.html" and name not in page] == []


def test_the_person_gets_the_same_from_their_own_space(client_of: ClientOf, cast: Cast) -> None:
    answer = client_of("awa").get("/me/data.zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=peerlearn-donnees.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    own, given = (
        _told(_files(one.data))
        for one in (answer, client_of("samira").get(f"/people/{cast.person_ids['awa']}/data.zip"))
    )
    assert own["stored"]["person"] == given["stored"]["person"]
    assert own["stored"]["person"][0]["first_name"] == "Awa"


def _everything(life: Life) -> bytes:
    person = person_by_id(life.person_id)
    return archive_of(person, of_the_operator(person), now=clock.now())


def test_who_reads_arabic_reads_it_in_arabic_and_what_a_house_signs_stays_french(app: Flask, life: Life) -> None:
    with app.test_request_context("/me/data.zip?lang=ar"):
        scope.enter(db.session(), Scope.everything("a test"))
        files = _files(_everything(life))
        scope.leave(db.session())
    (data,) = (name for name in files if name.endswith(".html") and name != "a-lire.html")
    for page in (files["a-lire.html"].decode(), files[data].decode()):
        assert '<html lang="ar" dir="rtl">' in page
    said = _read(files[data])
    names = {unescape(one) for one in re.findall(r'<dt dir="auto">(.*?)</dt>', files[data].decode(), re.DOTALL)}
    (told,) = (json.loads(body) for name, body in files.items() if name.endswith("donnees.json"))
    names -= {asked for row in told["stored"]["diagnosis"] for asked, _answer in row["answers_in_words"]}
    assert len(names) > 40, "each of the program's; what was asked stays as it was said"
    assert [one for one in {*said.headings, *names} if not re.search("[\u0600-\u06ff]", one)] == []
    sheets = [_words_of(body) for name, body in files.items() if name.endswith(".pdf")]
    assert len(sheets) >= 3
    assert [sheet for sheet in sheets if re.search("[\u0600-\u06ff]", sheet)] == []


def test_the_command_writes_it_for_its_owner_alone(app: Flask, life: Life, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    done = app.test_cli_runner().invoke(args=["privacy", "export", life.badge_code.lower(), "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert FIRST in _files(file.read_bytes())[DATA].decode()
    missing = app.test_cli_runner().invoke(args=["privacy", "export", "nobody", "-o", str(file)])
    assert missing.exit_code == 1


def test_a_longer_story_asks_no_more_questions(app: Flask, client_of: ClientOf, cast: Cast, settings: Settings) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['awa']}/data.zip"
    with app.app_context():
        stored_workshop(cast)
    with statements(app) as few:
        samira.get(address)
    with app.app_context():
        for _ in range(6):
            stored_workshop(cast)
    with statements(app) as many:
        samira.get(address)
    assert len(many) == len(few)
