"""Issuing in bulk: awards that were accepted, signed in all forms and stored, beside the bare signatures alone.

`python -m tests.bench.bulk 2000` measures this section by itself.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

import badges
from badges import base64url, signatures
from peerlearn.awards import runs, signing
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Credential
from peerlearn.awards.queries import due_awards
from peerlearn.awards.rules import Form, RunKind
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from tests.cast import assemble
from tests.factories import awards as made
from tests.services.databases import environment, migrate
from tests.services.keeper import PROJECT

COUNT, GOAL = 10_000, 0.3


def measured(say: Callable[[str], object], *, count: int = COUNT) -> bool:
    """Say the rates and their ratio; whether the goal is met."""
    (PROJECT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=PROJECT / "var") as name:
        ours, bare = _seconds(Path(name), count)
    say(f"\nIssuing in bulk, {count:,} awards in {len(Form)} forms: {count / ours:,.0f}/s signed and stored on SQLite,")
    say(f"{count / bare:,.0f}/s signed alone: {bare / ours:.2f}. Goal ≥ {GOAL} {'✔' if bare / ours >= GOAL else '✘'}.")
    return bare / ours >= GOAL


def _seconds(folder: Path, count: int) -> tuple[float, float]:
    """What it took: stored; and the same signatures in a plain loop, of as many awards after each step."""
    url = f"sqlite:///{folder / 'bench.db'}"
    migrate(url, folder)
    settings = replace(Settings.from_environment(environment(url, folder)), testing=True)
    with create_app(settings).app_context():
        keys = KeyFolder.of(settings)
        cast = assemble()
        with transaction():
            signer = signing.signer_of(made.issuer(cast, settings), keys)
            made.accepted_by_many(cast, count)
        with transaction():
            run_id = runs.start(RunKind.SIGN, due_awards(), runs.Asking(), now=clock.now()).id
        scope.enter(db.session(), Scope.everything("a bench signs everything"))
        ours = bare = 0.0
        began = time.perf_counter()
        for step in runs.carry_on(run_id, keys):
            ours += time.perf_counter() - began
            bare += _bare(signer, len(step.done))
            began = time.perf_counter()
        return ours + time.perf_counter() - began, bare


def _bare(signer: signing.Signer, awards: int) -> float:
    """Seconds for the signatures of as many awards and the bytes of each form: nothing looked up, nothing stored."""
    query = select(Credential.form, Credential.body).order_by(Credential.id).limit(awards * len(Form))
    forms = [(row[0], _unsigned(row[0], row[1])) for row in db.session.execute(query)]
    db.session.rollback()
    began = time.perf_counter()
    for form, unsigned in forms:
        _sign(form, unsigned, signer)
    return time.perf_counter() - began


def _unsigned(form: Form, body: bytes) -> Any:
    if form in {Form.OB3_DI, Form.OB2_HOSTED}:
        return badges.read_json(body)
    return badges.read_json(badges.jws.take_apart(body.decode()).payload) if form is not Form.SUMMARY else body


def _sign(form: Form, unsigned: Any, signer: signing.Signer) -> bytes:
    if form is Form.OB2_HOSTED:
        return badges.write_json(unsigned)
    if form is Form.OB3_DI:
        signer.proof.private_key.sign(b"\x00" * 64)  # type: ignore[call-arg]
        return badges.write_json(unsigned)
    if form is Form.SUMMARY:
        return signatures.sign(bytes(unsigned), signer.jwt.private_key)
    text = base64url.encode(badges.write_json(unsigned))
    key = signer.jwt if form is Form.OB3_JWT else signer.ob2
    return f"{text}.{base64url.encode(signatures.sign(text.encode(), key.private_key))}".encode()


if __name__ == "__main__":
    measured(print, count=int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
