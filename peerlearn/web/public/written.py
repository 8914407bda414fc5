"""What came of a check, written down for a few minutes and read back: no more than its page shows."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from badges import Check, Outcome, Reason, Report
from peerlearn.awards import published
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.web.public.checking import Checked, check_award, digest, undecided
from peerlearn.web.public.several import Found, Given, Looked
from peerlearn.web.public.strangers import shown_of
from peerlearn.web.public.unproven import Unproven
from peerlearn.web.public.words import NAMED


def written(found: Found) -> bytes:
    """All of it as JSON. What was handed in is not in it, only its name and its fingerprint."""
    told = {
        "looked": [_looked(one) for one in found.looked],
        "order": found.order,
        "is_list": found.is_list,
        "left_out": found.left_out,
    }
    return json.dumps(told).encode()


def read_back(told: bytes) -> Found:
    """The same again. Of a badge of ours, what holds now counts: it may have been withdrawn meanwhile."""
    read = json.loads(told)
    looked = tuple(_looked_again(one) for one in read["looked"])
    return Found(looked, tuple(read["order"]), is_list=read["is_list"], left_out=tuple(read["left_out"]))


def _looked(one: Looked) -> dict[str, Any]:
    checked, report = one.checked, one.checked.report
    return {
        "name": one.given.name,
        "is_file": one.given.is_file,
        "names": one.names,
        "sha256": one.sha256,
        "at": checked.at.isoformat(),
        "host": checked.host,
        "doubt": next((name for name, doubt in NAMED.items() if doubt is checked.doubt), ""),
        "award": str(checked.award.credential_uuid) if checked.award else "",
        "checks": [(check.name, check.outcome.value, check.reason.value) for check in report.checks],
        # Enough to see that another file holds the same badge.
        "credential": digest(report.credential_id) if report.credential_id else None,
        "issuer_id": report.issuer_id,
        "issuer_host": report.issuer_host,
        "shown": shown_of(report),
        "unproven": checked.unproven.as_json() if checked.unproven else None,
    }


def _looked_again(told: Mapping[str, Any]) -> Looked:
    checks = [Check(name, Outcome(outcome), Reason(reason)) for name, outcome, reason in told["checks"]]
    report = Report(
        checks=tuple(checks),
        credential_id=told.get("credential"),
        contents=told["shown"],
        issuer_id=told["issuer_id"],
        issuer_host=told["issuer_host"],
    )
    # One of a quarter of an hour ago, from before an upgrade, lacks it.
    said = told.get("unproven")
    checked = Checked(
        report,
        datetime.fromisoformat(told["at"]),
        doubt=NAMED.get(told["doubt"]),
        host=told["host"],
        unproven=Unproven(**said) if said else None,
    )
    given = Given(b"", told["name"], is_file=told["is_file"], sha256=told["sha256"])
    return Looked(given, _with_award(checked, told["award"]), tuple(told["names"]), told["sha256"])


def _with_award(checked: Checked, credential_uuid: str) -> Checked:
    if not credential_uuid:
        return checked
    award = published.find_by_credential_uuid(UUID(credential_uuid))
    if award is None:
        return Checked(undecided(Reason.NOT_IN_REGISTER), checked.at)
    if award.state is not AwardState.ISSUED or award.key_was_stolen:
        return check_award(award, now=clock.now())
    return replace(checked, award=award)
