"""The compiled credential is the full one, whatever the values; and it is the one that ran."""

from __future__ import annotations

import re
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, event, example, given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3.contexts import document_loader

import badges
from badges import canonical, compiled, ob3, proofs
from badges.canonical import Path

from .specimen import ACHIEVEMENT, AWARD, BASE, ISSUER, LIST_URL

# PyLD leaves controls as they are, where the standard (and pyoxigraph, and jsonld.js) wants an escape; labels follow
# from hashes of the text, so there is no correcting it afterwards.
WRONG_IN_PYLD = re.compile(rb"\\[bfu]")

TRICKY = st.sampled_from(
    [
        "Awa D.",
        "فاطمة الزهراء",
        "Ngũgĩ 👩🏽‍🎓",
        "a\nb\r\n\tc",
        '"quoted" and \\back\\slashed\\',
        "bell\x07 back\x08 form\x0c del\x7f nul-next\x01",
        "\u2028\u2029\x85\ufeff",
        "%s %(x)s %% {0} {x}",
        "urn:hole:0:",
        "_:c14n0 <urn:hole:1:> .",
        "https://schema.org/name",
        "@type",
        "a",
        "e\u0301 é",
        "\ufffe\uffff",
        "é" * 3_000,
    ]
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30)
TEXT = (TRICKY | ANY_TEXT).filter(lambda text: text.strip() != "")
URL = st.sampled_from(
    [
        f"{BASE}/e/1",
        f"{BASE}/e/2?a=b&c=%C3%A9#",
        f"{BASE}/a/../b/./c",
        f"{BASE}/%7Ea;b=c,d/$&'()*+!@:",
        "http://localhost:5000/e",
        "https://EXAMPLE.org",
        "https://a.example?x",
    ]
) | st.integers(0, 10**6).map(lambda number: f"{BASE}/e/{number}")
INSTANT = st.datetimes(datetime(1970, 1, 1), datetime(2999, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda instant: instant.replace(microsecond=0)
)
UUID4 = st.uuids(version=4)
LATER = datetime(3000, 1, 1, tzinfo=UTC)


def _optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


EVIDENCE = st.builds(
    badges.Evidence,
    url=_optional(URL),
    name=_optional(TEXT),
    narrative=TEXT,
    genre=_optional(TEXT),
)
ALIGNMENT = st.builds(
    badges.Alignment,
    name=TEXT,
    url=URL,
    code=_optional(TEXT),
    framework=_optional(TEXT),
    description=_optional(TEXT),
)
# A few achievements, so that most awards find their shape ready, as in a batch.
ACHIEVEMENTS = st.one_of(
    st.sampled_from(
        [
            ACHIEVEMENT,
            replace(ACHIEVEMENT, alignments=(), tags=(), criteria_url=f"{BASE}/criteria"),
            replace(
                ACHIEVEMENT,
                alignments=tuple(
                    badges.Alignment(name=f"Geste {number}", url=f"https://framework.example/{number}")
                    for number in range(14)
                ),
                tags=tuple(f"mot {number} 🙂" for number in range(30)),
                version="2",
            ),
        ]
    ),
    st.builds(
        replace,
        st.just(ACHIEVEMENT),
        name=TEXT,
        description=TEXT,
        criteria=TEXT,
        criteria_url=_optional(URL),
        kind=st.sampled_from(["Badge", "Competency", "ext:Workshop"]),
        version=_optional(TEXT),
        alignments=st.lists(ALIGNMENT, max_size=6).map(tuple),
        tags=st.lists(TEXT, max_size=6).map(tuple),
    ),
)
ISSUERS = st.sampled_from(
    [
        ISSUER,
        replace(ISSUER, description='Dire "bonjour"\n\\', image_url=f"{BASE}/logo.png"),
        replace(ISSUER, did="did:web:localhost%3A5000:ob", name="جمعية"),
    ]
)
AWARDS = st.builds(
    badges.Award,
    award_id=UUID4,
    credential_id=UUID4,
    assertion_url=st.just(AWARD.assertion_url),
    issuer=ISSUERS,
    achievement=ACHIEVEMENTS,
    issued_at=INSTANT,
    awarded_at=INSTANT,
    expires_at=_optional(st.just(LATER)),
    holder_name=_optional(TEXT),
    evidence=st.lists(EVIDENCE, max_size=4).map(tuple),
    status=_optional(
        st.builds(
            badges.StatusEntry,
            list_url=st.just(LIST_URL) | URL.filter(lambda url: "#" not in url),
            index=st.integers(0, 10**7),
        )
    ),
)


# Explaining a failure would take minutes.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


def _by_pyld(document: dict[str, Any]) -> bytes:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": document_loader()}
    # By name, since it has no types.
    text: str = import_module("pyld").jsonld.normalize(document, options)
    return text.encode()


@given(award=AWARDS)
@example(award=replace(AWARD, holder_name="\ufffe"))
@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck), phases=QUICK)
def test_compiled_full_and_pyld_say_the_same(award: badges.Award) -> None:
    document = ob3.credential(award)

    written = compiled.write_award(award)

    full = canonical.canonicalise(document)
    event(written.canonical.path)
    assert written.canonical[:2] == full[:2]
    assert written.document == badges.write_json(document)
    again = compiled.canonicalise(document)
    assert again == written.canonical
    if not WRONG_IN_PYLD.search(full.content):
        event("compared with PyLD")
        assert _by_pyld(document) == full.content


def _award(number: int, **changes: Any) -> badges.Award:
    return replace(
        AWARD,
        award_id=UUID(int=number, version=4),
        credential_id=UUID(int=10_000 + number, version=4),
        status=badges.StatusEntry(list_url=LIST_URL, index=number),
        **changes,
    )


NARRATED = badges.Evidence(narrative="Huit gestes\nréussis")
SHAPES = {
    "usual": {},
    "named": {"holder_name": "Awa D."},
    "expires": {"expires_at": LATER},
    "no status": {"status": None},
    "an address as evidence": {"evidence": (badges.Evidence(url=f"{BASE}/e/1", name="Atelier"),)},
    "words as evidence": {"evidence": (NARRATED,), "holder_name": "فاطمة"},
    "much evidence": {
        "evidence": (
            NARRATED,
            badges.Evidence(narrative="Autre chose"),
            badges.Evidence(url=f"{BASE}/e/1"),
            badges.Evidence(url=f"{BASE}/e/0", genre="Photo"),
        ),
        "holder_name": "Ngũgĩ 👩🏽‍🎓",
    },
    "no alignment": {"achievement": replace(ACHIEVEMENT, alignments=(), tags=())},
    "many alignments": {
        "achievement": replace(
            ACHIEVEMENT,
            alignments=tuple(badges.Alignment(name=f"{n}", url=f"https://framework.example/{n}") for n in range(20)),
        ),
        "holder_name": 'Dit "Bob"\\',
    },
}


@pytest.mark.parametrize("changes", SHAPES.values(), ids=SHAPES)
def test_our_own_shapes_take_the_quick_path(changes: dict[str, Any]) -> None:
    # Fails when the slow path ran, however right its answer is.
    for number in range(30):
        award = replace(_award(number), **changes)

        assert compiled.write_award(award).canonical.path is Path.COMPILED
        assert compiled.canonicalise(ob3.credential(award)).path is Path.COMPILED


ALIKE = (NARRATED, NARRATED)
ONE_NODE = {
    "evidence and criteria": {
        "evidence": (badges.Evidence(url=f"{BASE}/c", name="x"),),
        "achievement": replace(ACHIEVEMENT, criteria_url=f"{BASE}/c"),
    },
    "evidence twice": {"evidence": (badges.Evidence(url=f"{BASE}/e", name="x"), badges.Evidence(url=f"{BASE}/e"))},
    "evidence and picture": {"evidence": (badges.Evidence(url=ACHIEVEMENT.image_url, name="x"),)},
    "evidence and achievement": {"evidence": (badges.Evidence(url=ACHIEVEMENT.ob3_id, narrative="x"),)},
    "words twice": {"evidence": ALIKE},
    "one alignment twice": {"achievement": replace(ACHIEVEMENT, alignments=ACHIEVEMENT.alignments * 2)},
    "one identifier for both": {"award_id": AWARD.credential_id},
    "very long": {"holder_name": "é" * 60_000},
}


@pytest.mark.parametrize("changes", ONE_NODE.values(), ids=ONE_NODE)
def test_what_the_template_cannot_know_takes_the_full_path(changes: dict[str, Any]) -> None:
    award = replace(AWARD, **changes)

    written = compiled.write_award(award).canonical

    assert written == canonical.canonicalise(ob3.credential(award))
    assert written.path is Path.FULL
    assert _by_pyld(ob3.credential(award)) == written.content


HOSTILE = [
    {"id": "urn:x:any"},
    {"id": "https://[::1]/a"},
    {"id": "https://é.example/ü"},
    {"id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"},
    {"issuer": ISSUER.did},
    {"evidence": "https://badges.example.org/e/1"},
    {"evidence": [{"type": ["Evidence"], "narrative": {"@value": "x", "@language": "fr"}}]},
    {"validFrom": "yesterday"},
    {"name": "urn:hole:0:"},
    {"name": "<urn:hole:0:>"},
    {"type": ["VerifiableCredential", "EndorsementCredential"]},
]
REFUSED = [
    {"id": "relative"},
    {"id": "https://a b/"},
    {"id": "https://a:port/"},
    {"id": "https://a.example\nhttps://b.example"},
    {"evidence": [{"id": "https://a.example/1\nhttps://b.example/2", "type": ["Evidence"], "narrative": "x"}]},
    {"mark": "20/20"},
    {"validUntil": None},
    {"credentialStatus": {"id": "#1", "type": "BitstringStatusListEntry"}},
    {"credentialStatus": {"id": f"{LIST_URL}#1", "type": "Nothing"}},
    {"evidence": [{"id": f"{BASE}/e", "type": ["Evidence"], "mark": "x"}]},
    {"@context": [ob3.VC_CONTEXT]},
    {"@context": ["https://elsewhere.example"]},
    {"name": "\ud800"},
    {"validFrom": "\ud800"},
    {"credentialSubject": "urn:x:y", "mark": "x"},
    {"credentialSubject": {"id": 7}},
]


@pytest.mark.parametrize("changes", HOSTILE, ids=str)
def test_documents_of_others_get_the_answer_of_the_full_path(changes: dict[str, Any]) -> None:
    document = {**ob3.credential(AWARD), **changes}

    assert compiled.canonicalise(document)[:2] == canonical.canonicalise(document)[:2]


@pytest.mark.parametrize("changes", REFUSED, ids=str)
def test_what_the_full_path_refuses_is_refused_the_same_way(changes: dict[str, Any]) -> None:
    document = {**ob3.credential(AWARD), **changes}
    with pytest.raises(badges.BadgeError) as by_full:
        canonical.canonicalise(document)

    with pytest.raises(badges.BadgeError) as by_compiled:
        compiled.canonicalise(document)

    assert (type(by_compiled.value), by_compiled.value.code) == (type(by_full.value), by_full.value.code)


def test_a_name_that_is_no_text_is_refused() -> None:
    with pytest.raises(badges.ContentRefused):
        compiled.write_award(replace(AWARD, holder_name="a\ud800"))


def _with_many_things(number: int) -> dict[str, Any]:
    document = ob3.credential(AWARD)
    things = [{"id": f"{BASE}/{number}/{each}", "type": "Alignment"} for each in range(number)]
    document["credentialSubject"]["achievement"]["alignment"] = things
    return document


def test_a_shape_is_learnt_from_a_document_whose_signature_held_and_from_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Anybody can name our key in a document of 200 kB; each would take megabytes and the place of a shape of ours."""
    monkeypatch.setattr(compiled, "_SHAPES", {})  # another run in this process has learnt it
    key = badges.generate_signing_key(controller=ISSUER.did, algorithm=badges.Algorithm.ED25519)
    signed = proofs.add_proof(_with_many_things(7), key, created=AWARD.issued_at)
    forged = {**signed, "validUntil": "3000-01-01T00:00:00Z"}
    public = key.verification_key(controller=ISSUER.did).public_key

    for _ in range(2):
        with pytest.raises(badges.SignatureInvalid):
            proofs.check_own(forged, forged["proof"][0], public)
    assert compiled.canonicalise(forged, learn=False).path is Path.FULL
    assert proofs.check_own(signed, signed["proof"][0], public) is Path.FULL
    assert proofs.check_own(signed, signed["proof"][0], public) is Path.COMPILED


def test_a_badge_with_its_values_repeated_without_end_is_not_learnt() -> None:
    key = badges.generate_signing_key(controller=ISSUER.did, algorithm=badges.Algorithm.ED25519)
    signed = proofs.add_proof(_with_many_things(5), key, created=AWARD.issued_at)
    signed["credentialSubject"]["achievement"]["tag"] *= 2_000
    public = key.verification_key(controller=ISSUER.did).public_key

    assert [proofs.check_own(signed, signed["proof"][0], public) for _ in range(2)] == [Path.FULL, Path.FULL]


def test_a_long_document_takes_no_memory_by_the_square_of_its_length() -> None:
    document = _with_many_things(1_500)

    tracemalloc.start()
    compiled.canonicalise(document)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 40_000_000
