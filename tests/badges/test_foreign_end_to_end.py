"""Badges of other issuers, checked from files, and over the guarded network."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import badges
from badges import Verdict

from . import specimen
from .foreign_site import (
    ED,
    NOW,
    RS,
    assertion,
    credential,
    did_document,
    public,
    sign_document,
    sign_jwt,
    signed_assertion,
    site,
)
from .test_resolve_guarded import say, serving


def test_an_archive_is_checked_from_its_files_alone(tmp_path: Path) -> None:
    for url, body in site().pages.items():
        parts = urlsplit(url)
        file = tmp_path / parts.netloc / parts.path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    documents: list[bytes | str] = [
        badges.write_json(sign_document(credential(), ED)),
        badges.write_json(assertion()),
        sign_jwt(signed_assertion(), RS),
    ]
    for document in documents:
        report = badges.verify(document, resolve=badges.FolderResolve(tmp_path), trust=specimen.trust(), now=NOW)
        assert report.verdict is Verdict.VALID, report.checks


def test_an_issuer_on_the_one_port_that_was_opened() -> None:
    key = badges.generate_signing_key(controller="did:web:x", algorithm=badges.Algorithm.ED25519)
    served: list[bytes] = []

    def talk(connection: socket.socket, path: str) -> None:
        say(served[0])(connection, path)

    with serving(talk) as server:
        did = f"did:web:localhost%3A{server.port}"
        served.append(badges.write_json(did_document(did, public(key))))
        kid = f"{did}#{badges.key_name(public(key))}"
        document = badges.write_json(sign_document(credential(issuer=did), key, verificationMethod=kid))

        guarded = badges.GuardedFetch(loopback_port=server.port)
        report = badges.verify(document, resolve=guarded, trust=specimen.trust(), now=NOW)
        assert report.verdict is Verdict.VALID, report.checks
        assert report.issuer_host == f"localhost:{server.port}"

        closed = badges.verify(document, resolve=badges.GuardedFetch(), trust=specimen.trust(), now=NOW)
        assert closed.reasons == (badges.Reason.UNREACHABLE,)
    assert len(server.requests) == 1
