"""Full processing: what it refuses, and that nothing hostile keeps it busy. What it answers is in test_compiled."""

from __future__ import annotations

import copy
import time
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import badges
from badges import canonical, nquads, ob3

from .specimen import AWARD

CONTEXTS = [ob3.VC_CONTEXT, ob3.OB3_CONTEXT]
EVIDENCE = [{"id": "https://badges.example.org/e/1", "type": ["Evidence"], "name": "Atelier"}]
DOCUMENT = {**ob3.credential(AWARD), "evidence": EVIDENCE}
PROOF = {
    "@context": CONTEXTS,
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2025-03-01T09:30:00Z",
    "verificationMethod": "did:web:badges.example.org#a",
    "proofPurpose": "assertionMethod",
}
PLACES: list[tuple[str | int, ...]] = [
    (),
    ("issuer",),
    ("image",),
    ("credentialStatus",),
    ("evidence", 0),
    ("credentialSubject",),
    ("credentialSubject", "achievement"),
    ("credentialSubject", "achievement", "criteria"),
    ("credentialSubject", "achievement", "image"),
    ("credentialSubject", "achievement", "alignment", 0),
]


def _with(place: tuple[str | int, ...], **members: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    found: Any = document
    for step in place:
        found = found[step]
    found.update(members)
    return document


def _code(document: Any) -> str:
    with pytest.raises(badges.BadgeError) as caught:
        canonical.canonicalise(document)
    return caught.value.code


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize(
    "members",
    [
        {"mark": "20/20"},
        {"mark": 20},
        {"mark": {"id": "https://badges.example.org/mark"}},
        {"two words": "x"},
        {"https://schema.org/award": "x"},
        {"schema:award": "x"},
        {"_:award": "x"},
        {"@award": "x"},
        {"@graph": [{"id": "urn:x", "name": "x"}]},
        {"@included": [{"id": "urn:x", "name": "x"}]},
        {"@reverse": {"name": {"id": "urn:x"}}},
        {"@nest": {"name": "x"}},
        {"@index": "x"},
        {"name": None},
        {"name": {"@value": "x", "@direction": "rtl"}},
        {"name": {"@language": "fr"}},
        {"name": {"@value": "x", "@language": "fr_FR"}},
        {"name": float("inf")},
        {"name": 2**53},
    ],
    ids=str,
)
def test_what_would_stay_unsigned_is_refused_at_every_level(place: tuple[str | int, ...], members: Any) -> None:
    assert _code(_with(place, **members)) == "undefined_term"


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("added", ["Diploma", "ob diploma", "http://x y/", ""], ids=repr)
def test_an_undefined_type_is_refused_at_every_level(place: tuple[str | int, ...], added: str) -> None:
    assert _code(_with(place, type=["Image", added])) == "undefined_term"


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize(
    "address",
    [
        "",
        "#a",
        "a",
        "/a",
        "//host.example/a",
        "../a",
        "?a",
        "http://a b/",
        "http://a:port/",
        "http://a/%zz",
        "1a:b",
        "_:b",
    ],
    ids=repr,
)
def test_a_relative_or_broken_address_is_refused_at_every_level(place: tuple[str | int, ...], address: str) -> None:
    assert _code(_with(place, id=address)) == "undefined_term"


def test_a_proof_configuration_is_held_to_the_same() -> None:
    assert canonical.canonicalise(PROOF).content.count(b"\n") == 5
    assert _code({**PROOF, "note": "x"}) == "undefined_term"
    assert _code({**PROOF, "type": "DataIntegrityProofs"}) == "undefined_term"
    assert _code({**PROOF, "proofPurpose": "assertion"}) == "undefined_term"


def test_what_is_inside_an_emptied_context_is_held_to_the_same() -> None:
    # The term verifiableCredential begins with an empty context (W3C credentials version 2).
    inner = {"@context": CONTEXTS, "id": "urn:x:1", "type": ["VerifiableCredential"]}
    presentation = {"@context": CONTEXTS, "type": ["VerifiablePresentation"], "verifiableCredential": [inner]}
    assert b"VerifiableCredential" in canonical.canonicalise(presentation).content

    assert _code({**presentation, "verifiableCredential": [{"id": "urn:x:1", "mark": "x"}]}) == "undefined_term"


@pytest.mark.parametrize(
    "context",
    [
        "https://elsewhere.example/context",
        [ob3.VC_CONTEXT, {"mark": "https://schema.org/award"}],
        [ob3.VC_CONTEXT, None],
        {"@vocab": "https://schema.org/"},
        [],
        None,
        7,
    ],
    ids=str,
)
def test_a_context_that_is_not_held_makes_no_guess(context: Any) -> None:
    assert _code({**DOCUMENT, "@context": context}) == "context_unknown"
    assert _code(_with(("credentialSubject",), **{"@context": context})) == "context_unknown"


def test_an_embedded_json_literal_makes_no_guess() -> None:
    schema = {"id": "https://badges.example.org/s", "type": "JsonSchema", "jsonSchema": {"a": 1}}

    assert _code({**DOCUMENT, "credentialSchema": [schema]}) == "context_unknown"


def test_a_nested_credential_may_name_its_contexts() -> None:
    endorsement = {
        "@context": CONTEXTS,
        "id": "urn:x:endorsement",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Avis",
        "issuer": {"id": "did:web:other.example", "type": ["Profile"]},
        "validFrom": "2025-03-01T09:30:00Z",
        "credentialSubject": {"id": "urn:x:s", "type": ["EndorsementSubject"], "endorsementComment": "Bien"},
    }

    assert b'"Bien"' in canonical.canonicalise({**DOCUMENT, "endorsement": [endorsement]}).content
    assert _code({**DOCUMENT, "endorsement": [{**endorsement, "mark": "x"}]}) == "undefined_term"


def test_the_order_of_members_does_not_matter() -> None:
    backwards = dict(reversed(DOCUMENT.items()))

    assert canonical.canonicalise(backwards) == canonical.canonicalise(DOCUMENT)


def test_the_full_path_says_so() -> None:
    assert canonical.canonicalise(DOCUMENT).path is canonical.Path.FULL


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "name", "issuer", "@value", "@context", "proof", "evidence", "@type", "a b"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(members=st.dictionaries(st.sampled_from([*DOCUMENT, "proof", "endorsement", "name"]), JSON, max_size=4))
@settings(max_examples=400, deadline=None)
def test_nothing_but_badge_errors_comes_out(members: dict[str, Any]) -> None:
    for document in ({**DOCUMENT, **members}, members, {"@context": CONTEXTS, **members}):
        with suppress(badges.BadgeError):
            canonical.canonicalise(document)


@pytest.mark.parametrize("document", [None, [], "x", 7, {}, {"@context": CONTEXTS, "id": "urn:x:\ud800"}], ids=repr)
def test_what_is_no_document_is_malformed(document: Any) -> None:
    with pytest.raises(badges.Malformed):
        canonical.canonicalise(document)


def test_depth_size_and_number_are_capped() -> None:
    deep: Any = "x"
    for _ in range(10_000):
        deep = [deep]
    wide = [{"@context": CONTEXTS, "id": f"urn:x:{number}"} for number in range(20)]
    tried: list[dict[str, Any]] = [
        {"name": deep},
        {"name": "x" * 200_001},
        {"evidence": [{}] * 11_000},
        {"evidence": wide},
    ]
    for members in tried:
        with pytest.raises(badges.TooLarge):
            canonical.canonicalise({**DOCUMENT, **members})


def _family(width: int, depth: int, name: str = "x") -> dict[str, Any]:
    """A nameless profile with `width` parents who all look alike, and so on."""
    parents = [_family(width, depth - 1, name) for _ in range(width)] if depth else []
    return {"type": ["Profile"], "name": name, "parentOrg": parents}


@pytest.mark.parametrize(
    ("width", "depth"), [(2, 5), (2, 8), (3, 4), (4, 3), (5, 2), (6, 2), (8, 2), (12, 2), (30, 1), (300, 1), (900, 1)]
)
def test_families_of_nameless_nodes_never_take_long(width: int, depth: int) -> None:
    documents = [{**DOCUMENT, "issuer": {**DOCUMENT["issuer"], "parentOrg": [_family(width, depth)] * 2}}]
    documents.append({**DOCUMENT, "evidence": [{**EVIDENCE[0], "id": "urn:x:e", "name": "n"}, *EVIDENCE]})
    for document in documents:
        begun = time.process_time()
        with suppress(badges.TooLarge):
            canonical.canonicalise(document)
        assert time.process_time() - begun < 2


def _quads(edges: list[tuple[int, int]], predicates: int = 1) -> list[pyoxigraph.Quad]:
    name = pyoxigraph.NamedNode
    nodes = [pyoxigraph.BlankNode(f"b{number}") for number in range(200)]
    return [
        pyoxigraph.Quad(nodes[one], name(f"urn:x:{number}"), nodes[other])
        for one, other in edges
        for number in range(predicates)
    ]


ALL_LINKED = [(one, other) for one in range(8) for other in range(8) if one != other]
TWO_HUBS = [(hub, node) for hub in (0, 1) for node in range(2, 10)]
RING_OF_PAIRS = [
    (one, other) for k in range(20) for one in (2 * k, 2 * k + 1) for other in ((2 * k + 2) % 40, (2 * k + 3) % 40)
]


@pytest.mark.parametrize("edges", [ALL_LINKED, TWO_HUBS, RING_OF_PAIRS], ids=["all", "hubs", "ring of pairs"])
@pytest.mark.parametrize("predicates", [1, 3])
def test_a_knot_of_nodes_that_look_alike_is_refused_at_once(edges: list[tuple[int, int]], predicates: int) -> None:
    quads = _quads(edges, predicates)

    begun = time.process_time()
    with pytest.raises(badges.TooLarge):
        nquads.refuse_poison(quads)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("edges", "predicates"),
    [
        ([(one, other) for one in range(6) for other in range(6) if one != other], 1),
        ([(0, node) for node in range(1, 150)], 1),
        (list(pairwise([*range(60), 0])), 1),
        ([(one + 3 * k, other + 3 * k) for k in range(2) for one in range(3) for other in range(3) if one != other], 5),
        ([(hub, node) for hub in (0, 1) for node in range(2, 6)], 3),
    ],
)
def test_what_is_let_through_is_quick(edges: list[tuple[int, int]], predicates: int) -> None:
    quads = _quads(edges, predicates)
    nquads.refuse_poison(quads)

    dataset = pyoxigraph.Dataset(quads)
    begun = time.process_time()
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    assert time.process_time() - begun < 1


def test_a_star_of_nodes_alike_and_one_alignment_twice_are_let_through() -> None:
    achievement = DOCUMENT["credentialSubject"]["achievement"]
    document = _with(("credentialSubject", "achievement"), alignment=achievement["alignment"] * 2)

    assert canonical.canonicalise(document).content.count(b"AlignmentObject") == 2
