"""The page without network reads a card as the site does: whatever the one refuses, the other never calls authentic."""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cbor2
import pytest
from playwright.sync_api import Page

import badges
from badges import base64url, summary
from peerlearn.web.public.offline_words import WORDS
from tests.badges.test_summary import AWA, ENTRIES, LINK, PUBLIC, WELL_SIGNED, _find, _message

SCRIPT = Path(__file__).parents[2] / "static/public/offline.js"
JWK = badges.jwk_set([PUBLIC])["keys"][0]
GOOD = LINK.partition("#")[2]
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><p id="where"></p>
<a id="skip"></a><div id="languages"></div><p id="free"></p>
<main id="main" tabindex="-1"><div id="answer"></div><div id="sheet"></div></main>
{templates}<script type="application/json" id="known">{known}</script><script>{script}</script></html>"""
VERDICTS = {one: one for one in ("valid", "invalid", "unknown")}
# One after the other in the same page: what was said of the last one is gone before the next is asked.
ASK_ALL = """async fragments => {
  const answer = document.getElementById("answer"), found = [];
  for (const fragment of fragments) {
    answer.replaceChildren();
    const said = new Promise(done => {
      const seen = new MutationObserver(() => {
        if (answer.dataset.of || !answer.firstElementChild) return;
        seen.disconnect();
        done(answer.querySelector("h1").textContent);
      });
      seen.observe(answer, { childList: true });
    });
    location.hash = "";
    await new Promise(done => addEventListener("hashchange", done, { once: true }));
    await new Promise(done => setTimeout(done));
    location.hash = fragment;
    found.push(await said);
  }
  return found;
}"""


@pytest.fixture
def ask(page: Page, tmp_path: Path) -> Callable[[list[str]], list[str]]:
    """The page, with a key and a list of which nothing was withdrawn: what it says of each fragment."""
    known = {
        "as_of": "2026-03-18T00:00:00+00:00",
        "site": "https://site.example",
        "keys": [
            {
                "name": summary.summary_key_id(PUBLIC.public_key).hex(),
                "jwk": {name: JWK[name] for name in ("kty", "crv", "x", "y")},
                "issuer": "Tremplin Nord",
                "base_url": f"https://{AWA.host}",
                "host": AWA.host,
                "is_stolen": False,
            }
        ],
        "signed_in": "fr",
        "languages": ["fr"],
        "lists": {str(AWA.status_list): []},
        "texts": {"fr": {**dict.fromkeys(WORDS, "…"), **VERDICTS, "own_name": "Français", "dir": "ltr"}},
    }
    outcomes = "".join(f'<template id="verdict-{one}"><div><h1></h1><p></p></div></template>' for one in VERDICTS)
    signs = "".join(f'<template id="sign-{one}"><svg></svg></template>' for one in ("passed", "failed", "unknown"))
    copy = tmp_path / "v.html"
    copy.write_text(
        PAGE.format(templates=outcomes + signs, known=json.dumps(known), script=SCRIPT.read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    page.goto(f"file://{copy}#x")
    page.locator("#answer h1").wait_for(state="attached")
    return lambda fragments: page.evaluate(ASK_ALL, fragments)


def is_read(fragment: str) -> bool:
    try:
        badges.read_summary(fragment, _find)
    except badges.BadgeError:
        return False
    return True


# Each is signed with the right key: nothing but the reading stands between it and the word.
CHANGED: list[dict[Any, Any]] = [
    {1: AWA.host.upper()},
    *({2: code} for code in ("é", "", "../../verify", "A" * 17, "K7MX4RQD\n")),
    *({3: title} for title in ("", " x", "x ", "a\u00a0b", "x" * 101, {0: 1}, "😀" * 101)),
    *({4: f"a{hidden}b"} for hidden in "\0\n\u200b\u00ad\ufeff\u2028\u202e\u2066\ue000\u0378\uffff\u3000\U000e0041"),
    *({5: day} for day in (-1, ENTRIES[6] + 1, 2_932_897, 2**31, 2**53)),
    *({6: day} for day in (-5, ENTRIES[5] - 1, 2_932_897, 4_000_000_000, 2**40)),
    *({7: number} for number in (-1, 2**31, "1", "__proto__")),
    *({8: number} for number in (-1, 2**31)),
    *({0: form} for form in (0, 2, True)),
    *({key: "x"} for key in ("1", "__proto__", b"\x01", -1, 10)),
    {"0": 1},
    {"length": 9},
]
PAYLOAD = cbor2.dumps(ENTRIES, canonical=True)
KID = summary.summary_key_id(PUBLIC.public_key)


def odd_cards() -> list[str]:
    """Well signed, and not quite ours."""
    beside = (
        b"\xab" + PAYLOAD[1:] + entry for entry in (b"\x81\x01\x61x", b"\xa0\x61x", b"\x61\x31\x61x", b"\x09\x40")
    )
    heads: list[Any] = [cbor2.dumps({4: KID, 1: -7}), {1: -7, 4: KID, 5: 1}, b"\xa2\x01\x38\x06\x04\x48" + KID]
    return [
        *(_message(said) for said in WELL_SIGNED.values()),
        *(_message({**ENTRIES, **change}) for change in CHANGED),
        *(_message(payload) for payload in beside),
        *(_message(ENTRIES, protected=head) for head in heads),
        _message(ENTRIES, unprotected={1: 1}),
        *(_message(ENTRIES, tag=tag) for tag in (b"", b"\xd8\x12", b"\xd2\xd2")),
        _message({**ENTRIES, 3: "é" * 100, 4: "w" * 60}),
        *(GOOD + more for more in ("=", "%20", "A")),
        GOOD.replace("-", "+").replace("_", "/") + "+",
    ]


def spoilt_cards(how_many: int) -> Iterator[str]:
    """The good one with a few bits turned, bytes lost or put in: the same each time."""
    chance, raw = random.Random(9), base64url.decode(GOOD)  # noqa: S311 - nothing secret
    for _ in range(how_many):
        spoilt = bytearray(raw)
        for _ in range(chance.choice((1, 2, 5))):
            at = chance.randrange(len(spoilt))
            spoilt[at : at + chance.randrange(2)] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 3)))
        yield base64url.encode(bytes(spoilt))


def test_what_the_site_refuses_the_page_never_calls_authentic(ask: Callable[[list[str]], list[str]]) -> None:
    good = [GOOD, _message({**ENTRIES, 4: "سعاد"}), _message({**ENTRIES, 4: "Zoe\u0301 D. 😀"})]
    cards = [*good, *odd_cards(), *spoilt_cards(300)]
    said = ask(cards)
    assert said[: len(good)] == ["valid"] * len(good)
    assert [is_read(card) for card in cards] == [word == "valid" for word in said]
