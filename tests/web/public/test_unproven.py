"""Of a badge that could not be checked, an employer reads which one it would be: as what the file says, confirmed by
nobody, and never as if we said it."""

import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

import badges
from badges import base64url
from tests.badges.foreign_site import HOST, OB2, credential
from tests.badges.pictures import png
from tests.factories.strangers import Site, closed_port, self_declared
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, hand_in_all, heading, paste
from tests.web.public.test_on_paper import sheet_behind, words_of
from tests.web.public.test_several import table_of

UNDECIDED = "Nous n’avons pas pu vérifier"
SECTION = "Ce que dit le fichier, et que personne ne confirme"
NOT_CONFIRMED = "écrit dans le fichier, pas confirmé par nous"
ALTERED = "Ce badge n’est pas valable"
BASE: dict[str, Any] = {"@context": OB2, "type": "Assertion", "id": f"{HOST}/assertions/1.json"}
RECIPIENT = {"type": "email", "hashed": False, "identity": "moussa@example.org"}


@pytest.fixture
def site() -> Site:
    """Another issuer, whose site does not answer."""
    return Site(closed_port())


def of_ob3(site: Site, *, name: object = "Premiers pas", issuer: object = "École d’à côté", **members: object) -> str:
    """A badge of 3.0 whose signature nobody can look at, so that it may say anything."""
    document = {**credential(issuer={"id": site.did, "type": ["Profile"], "name": issuer}), **members}
    document["credentialSubject"]["achievement"]["name"] = name
    proof = json.loads(site.badge())["proof"]
    return json.dumps({**document, "proof": proof})


def of_ob2(**members: object) -> str:
    """An assertion of 2.0 with everything in it, at an address that does not answer."""
    issuer = {"type": "Profile", "id": "https://school.example/profile.json", "name": "École d’à côté"}
    badge = {"type": "BadgeClass", "name": "Premiers pas", "issuer": issuer}
    verification = {"type": "HostedBadge"}
    said = {"recipient": RECIPIENT, "verification": verification, "badge": badge, "issuedOn": "2025-03-01T09:30:00Z"}
    return json.dumps({**BASE, **said, **members})


def facts(page: str) -> dict[str, str]:
    """What is told of the badge, each with what is written small under it."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return {term: " ".join(unescape(re.sub(r"<[^>]+>", " ", value)).split(" ")).strip() for term, value in found}


def told(page: str) -> dict[str, str]:
    """The same without the small line, which each has."""
    found = {term: " ".join(value.split()) for term, value in facts(page).items()}
    assert all(value.endswith(f" {NOT_CONFIRMED}") for value in found.values())
    return {term: value.removesuffix(f" {NOT_CONFIRMED}") for term, value in found.items()}


def test_the_page_says_which_badge_it_would_be_under_the_verdict_and_as_the_files_own_words(
    app: Flask, site: Site
) -> None:
    page = paste(app.test_client(), site.badge())
    assert heading(page) == UNDECIDED
    assert told(page) == {
        "Badge": "« Premiers pas »",
        "Émetteur": "« École d’à côté »",
        "Site": site.host,
        "Remis le": "samedi 1er mars 2025",
    }
    places = [page.index(one) for one in (UNDECIDED, "Pourquoi", SECTION, "Premiers pas")]
    assert places == sorted(places)
    assert "n’importe qui peut écrire n’importe quoi" in page
    assert page.count("Premiers pas") == page.count("«\u00a0Premiers pas\u00a0»") == 1


def test_of_2_0_what_the_file_holds_and_of_mere_addresses_the_site(app: Flask) -> None:
    browser = app.test_client()
    page = paste(browser, of_ob2())
    assert heading(page) == UNDECIDED
    assert told(page) == {
        "Badge": "« Premiers pas »",
        "Émetteur": "« École d’à côté »",
        "Site": "school.example",
        "Remis le": "samedi 1er mars 2025",
    }
    page = paste(browser, of_ob2(badge="https://classes.example/first.json", issuedOn=None))
    assert (heading(page), told(page)) == (UNDECIDED, {"Site": "classes.example"})


def test_however_it_is_packed(shown: Shown, site: Site) -> None:
    def signed(claims: dict[str, Any]) -> str:
        header = {"alg": "ES256", "typ": "JWT", "kid": f"{site.did}#key"}
        parts = (json.dumps(header).encode(), json.dumps(claims).encode(), b"x" * 64)
        return ".".join(base64url.encode(one) for one in parts)

    document = json.loads(of_ob3(site))
    plain = {**document, "iss": site.did, "jti": document["id"], "sub": document["credentialSubject"]["id"]}
    plain.pop("proof")
    in_ob2 = json.loads(of_ob2(verification={"type": "SignedBadge", "creator": f"{HOST}/key"}))
    browser = shown.browser
    baked = badges.bake(png(), site.badge(), keyword=badges.OB3_KEYWORD)
    for page in (
        paste(browser, signed(plain)),
        paste(browser, signed(in_ob2)),
        hand_in(browser, baked, "badge.png"),
    ):
        assert heading(page) == UNDECIDED
        assert told(page)["Badge"] == "« Premiers pas »"
        assert told(page)["Émetteur"] == "« École d’à côté »"


def test_nothing_is_repeated_of_what_is_false_or_of_what_is_known_better(app: Flask, site: Site) -> None:
    browser = app.test_client()
    assert SECTION in paste(browser, site.badge())
    altered = paste(browser, self_declared().replace("Premiers pas", "Expert"))
    assert heading(altered) == ALTERED
    assert "Expert" not in altered
    for given in (self_declared(), self_declared(credentialStatus=site.status()), f"http://{site.host}/badge.json"):
        page = paste(browser, given)
        assert SECTION not in page
        assert NOT_CONFIRMED not in page


HOSTILE: dict[str, tuple[object, str | None]] = {
    "markup": ("<b onclick=x>Gras</b>", "« <b onclick=x>Gras</b> »"),
    "a green tick": ("✅ ✔️ Vérifié 🟢", "« Vérifié »"),
    "its own end": ("Pas ». PeerLearn confirme. «", "« Pas '. PeerLearn confirme. ' »"),
    "turned": ("\u202eexe.jpg\u2066\u2069", "« exe.jpg »"),
    "controls": ("a\x07\x1b[31mb\r\n\r\nc\u2028d", "« a[31mb c d »"),
    "invisible": ("A\u200bB\u2060C\u00adD\u3164E\U000e0041F", "« ABCDEF »"),
    "piles of marks": ("Z" + "\u0300" * 200 + "algo", "« Z\u0300\u0300algo »"),
    "wide letters": ("Ｂａｄｇｅ", "« Badge »"),
    "Arabic": ("شارة الخطوات الأولى", "« شارة الخطوات الأولى »"),
    "nothing to see": ("\u200b\u2800 ✅", None),
    "a list": (["Premiers", "pas"], None),
    "an object": ({"fr": "Premiers pas"}, None),
    "a number": (7, None),
    "nothing": (None, None),
    "long": ("très " * 5_000, f"« {('très ' * 20).strip()}… »"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_names_are_short_plain_text(app: Flask, site: Site, what: str) -> None:
    name, shown = HOSTILE[what]
    issuer = {"type": "Profile", "id": site.did, "name": name}
    page = paste(app.test_client(), of_ob2(badge={"type": "BadgeClass", "name": name, "issuer": issuer}))
    assert heading(page) == UNDECIDED
    assert "<b onclick" not in page
    said = {term: value.replace("\u00a0", " ") for term, value in told(page).items()}
    assert (said.get("Badge"), said.get("Émetteur")) == (shown, shown)
    assert said["Site"] == site.host


@pytest.mark.parametrize(
    ("issuer_id", "host"),
    [
        ("did:web:" + "а" + "pple.com", "xn--pple-43d.com"),
        ("https://pole-emploi.fr@evil.example/x", "evil.example"),
        ("https://" + "pole-emploi.fr." * 5 + "evil.example/", "pole-emploi.fr." * 5 + "evil.example"),
        ("https://Ｅｖｉｌ.example/", "evil.example"),
        ("https://evil.example\u202e/moc.elppa", None),
        ("https://<b>x</b>/", None),
        ("https://" + "a." * 400 + "example/", None),
        ("did:key:z6Mk", None),
        ("javascript:alert(1)", None),
        (["https://evil.example"], None),
    ],
)
def test_the_site_is_the_one_that_would_be_asked(app: Flask, site: Site, issuer_id: object, host: str | None) -> None:
    badge = {"type": "BadgeClass", "name": "Premiers pas", "issuer": {"id": issuer_id, "name": "X"}}
    page = paste(app.test_client(), of_ob2(badge=badge, id=f"http://{site.host}/1.json"))
    assert heading(page) == UNDECIDED
    assert told(page)["Badge"] == "« Premiers pas »"
    assert told(page)["Site"] == (host or site.host)


@pytest.mark.parametrize("day", ["demain", "2025-13-01", "20250301", ["2025-03-01"], 7, "0000-00-00", "✔" * 10])
def test_a_day_that_is_none_is_left_out(app: Flask, day: object) -> None:
    page = paste(app.test_client(), of_ob2(issuedOn=day))
    assert heading(page) == UNDECIDED
    assert set(told(page)) == {"Badge", "Émetteur", "Site"}


@pytest.mark.parametrize(
    "document",
    [
        b"{" * 5_000,
        b'{"badge": ' * 5_000,
        json.dumps({"name": "x" * 1_000_000}).encode(),
        json.dumps({**BASE, "badge": [[[]]], "issuer": [[1]], "credentialSubject": [None, 3]}).encode(),
        b"eyJhbGciOiJFUzI1NiJ9." + b"e" * 100 + b".AAAA",
        b"\xff\xfe{",
        b"",
    ],
)
def test_what_is_no_badge_says_nothing_of_itself(document: bytes) -> None:
    said = badges.read_unproven(document)
    assert said is None or said["id"] == BASE["id"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "What the file says, and nobody confirms"),
        ("ar", "ما يقوله الملف، ولا يؤكده أحد"),
        ("uk", "Що сказано у файлі, але ніким не підтверджено"),
        ("es", "Lo que dice el archivo y nadie confirma"),
    ],
)
def test_in_every_language(app: Flask, site: Site, language: str, words: str) -> None:
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    page = paste(browser, site.badge())
    assert words in page
    assert "Premiers pas" in page


def test_on_paper_it_is_as_unsure(shown: Shown, site: Site) -> None:
    hostile = of_ob3(site, name='#read("/etc/passwd") $x$ ✅', issuer="*gras* " * 500)
    said = words_of(sheet_behind(shown, hand_in(shown.browser, hostile.encode(), "autre.json")))
    assert said.index(UNDECIDED) < said.index(SECTION) < said.index("#read('/etc/passwd') $x$")
    assert said.count("écrit dans le fichier") == 4
    assert "*gras*" in said
    assert "✅" not in said
    assert "Qui le dit" not in said


def test_among_several_the_columns_stay_empty_and_the_line_says_what_the_file_says(shown: Shown, site: Site) -> None:
    files = [("autre.json", of_ob3(site, name='=HYPERLINK("x")').encode()), ("moussa.png", shown.picture)]
    page = hand_in_all(shown.browser, files).text
    sentence = f"Le fichier dit : badge « =HYPERLINK('x') » ; émetteur : « École d’à côté », {site.host}. Personne"
    assert sentence in " ".join(unescape(page).split())
    row = next(one for one in table_of(shown, page).text.splitlines() if "autre.json" in one)
    assert sentence.replace(" ", "") in "".join(row.split())
    assert "Non vérifiés\u00a0: 1." in page
