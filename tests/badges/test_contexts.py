"""The contexts are a closed set, and narrowing them changes nothing."""

import pytest

import badges
from badges import contexts, ob3

HELD = (
    ob3.VC_CONTEXT,
    ob3.OB3_CONTEXT,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
)


@pytest.mark.parametrize("url", HELD)
def test_the_published_contexts_are_held(url: str) -> None:
    assert isinstance(contexts.context(url), dict)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.w3.org/ns/credentials/v2/",
        "http://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://elsewhere.example/context",
        "",
    ],
)
def test_anything_else_is_unknown_not_guessed(url: str) -> None:
    with pytest.raises(badges.ContextUnknown):
        contexts.context(url)


def test_no_context_we_hold_has_another_name_for_a_keyword_than_id_and_type() -> None:
    # A name for @graph, @index or @nest would let content hide from readers of JSON.
    for context in contexts.published().values():
        for item in _scopes(context):
            renamed = {name for name, term in item.items() if isinstance(term, str) and term.startswith("@")}
            assert renamed <= {"id", "type"}


def test_no_context_we_hold_has_a_second_name_for_what_limits_a_badge() -> None:
    # An old signature would still hold after such a renaming.
    limits = {"validFrom", "validUntil", "credentialStatus", "expires", "evidence", "issuer", "credentialSubject"}
    for context in contexts.published().values():
        for item in _scopes(context):
            meanings = [_iri(term) for name, term in item.items() if name not in limits]
            assert not {_iri(item[name]) for name in limits & item.keys()} & set(meanings)


def test_narrowing_keeps_what_another_term_refers_to() -> None:
    (found,) = contexts.narrowed([contexts.context(ob3.OB3_CONTEXT)], {"AchievementCredential"})

    assert {"AchievementCredential", "OpenBadgeCredential"} <= found.keys()
    assert "Achievement" not in found


def _scopes(context: object) -> list[dict[str, object]]:
    if not isinstance(context, dict):
        return []
    inner = [scope for term in context.values() if isinstance(term, dict) for scope in _scopes(term.get("@context"))]
    return [context, *inner]


def _iri(term: object) -> object:
    return term.get("@id") if isinstance(term, dict) else term
