"""`flask awards …`: list, sign what waits, and check a badge."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from peerlearn.awards import actions, endorsing, queries, runs, signing, summaries
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.endorsements import endorsements_to_sign
from peerlearn.awards.issuing import codes_of
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Edition
from peerlearn.awards.rules import Outcome, Refusal, RunKind
from peerlearn.awards.signing import Signer
from peerlearn.commands.working import for_everything
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.core.settings import Settings
from peerlearn.web.kit.errors import message_of
from peerlearn.web.public import checking

awards = AppGroup("awards", help="List badges, sign what waits, check one.")
_BATCH = 50
_EXIT = {"valid": 0, "not_valid": 1, "could_not_be_checked": 2}


@awards.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_awards(as_json: bool) -> None:
    """Every badge: code, achievement, state, holder, and the public addresses once it is issued."""
    with for_everything("listing the badges"):
        found = queries.every_award()
        editions = queries.current_editions()
        rows = [_described(award, editions.get(award.id)) for award in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"  {row['code']:10} {row['state']:10} {row['achievement']:36} {row['holder']}")


@awards.command("issue")
@click.option(
    "--all-due", is_flag=True, expose_value=False, help="Everything that was accepted: what happens without it, too."
)
def issue() -> None:
    """Publish the lists that miss a withdrawal; sign what was accepted and is not signed yet, what was signed by a key
    that was stolen later, and the recommendations of both; add the short form for paper to what was signed before there
    was one.

    Can be stopped at any moment and started again: each badge is signed exactly once. An issuer that lacks a key holds
    up no other: what could not be signed is told at the end.
    """
    # First of all: of a badge that is withdrawn, wallets and cards say so as soon as its list does.
    lists, refusals = _publish_withdrawals()
    with for_everything("finding what waits to be signed"):
        stolen, long_alone = list(queries.awards_to_sign_again()), list(summaries.awards_without_summary())
    signed, elsewhere, unsigned = _issue_due()
    refusals += unsigned
    signers: dict[int, Signer] = {}
    again = _in_batches(
        stolen, "signed again", lambda batch: actions.sign_again(batch, _folder(), signers, now=clock.now()), refusals
    )
    short = _in_batches(
        long_alone,
        "short form of",
        lambda batch: summaries.add_summaries(batch, _folder(), signers, now=clock.now()),
        refusals,
    )
    vouched = _sign_endorsements(signers, refusals)
    click.echo(f"{signed} signed, {elsewhere} signed by somebody else meanwhile, {again} signed again with a new key,")
    click.echo(f"{short} short forms for paper added, {lists} lists of withdrawals published again,")
    click.echo(f"{vouched} recommendations signed.")
    if refusals:
        raise click.ClickException("\n".join([f"{len(refusals)} could not be signed:", *refusals]))


def _publish_withdrawals() -> tuple[int, list[str]]:
    """Each list in a transaction of its own; how many were published, and which could not be, in words."""
    with for_everything("finding the lists that miss a withdrawal"):
        stale = list(signing.stale_lists())
    refused = []
    for number in stale:
        with for_everything("publishing withdrawals"):
            try:
                actions.publish_list(number, _folder(), now=clock.now())
            except DomainError as problem:
                whose = signing.issuer_of_list(number).name
                refused.append(f"  withdrawals, list {number} of {whose}  {message_of(problem)}")
    return len(stale) - len(refused), refused


def _sign_endorsements(signers: dict[int, Signer], refusals: list[str]) -> int:
    """After the badges: a recommendation is signed of the edition that is in force by then."""
    with for_everything("finding the recommendations that wait to be signed"):
        due = list(endorsements_to_sign())
    return _in_batches(
        due, "recommendation of", lambda batch: endorsing.sign_due(batch, _folder(), signers, now=clock.now()), refusals
    )


@awards.command("verify")
@click.argument("badge")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def verify(badge: str, as_json: bool) -> None:
    """Check BADGE: a code, a file (PNG, JWT, JSON), or an address. Exit status: 0 valid, 1 not, 2 not known."""
    file = Path(badge)
    is_file = len(badge) < 4096 and file.is_file()
    with for_everything("checking a badge"):
        checked = checking.check(file.read_bytes() if is_file else badge, _settings(), now=clock.now())
    report = checked.report.as_json()
    if as_json:
        click.echo(json.dumps(report, indent=2))
    else:
        click.echo(report["verdict"].replace("_", " "))
        for check in report["checks"]:
            click.echo(f"  {check['outcome'].replace('_', ' '):12} {check['name']:14} {check['reason']}")
    sys.exit(_EXIT[report["verdict"]])


def _issue_due() -> tuple[int, int, list[str]]:
    """Go on with the runs that were left, then begin one for what else waits; how many were signed, how many somebody
    else signed meanwhile, and what could not be, in words."""
    with for_everything("finding the runs that were left, and what else waits"):
        due = set(queries.due_awards())
        left = runs.unfinished_runs(RunKind.SIGN)
        if fresh := sorted(due - runs.awards_in(left)):
            left = [*left, runs.start(RunKind.SIGN, fresh, runs.Asking(), now=clock.now()).id]
    counted = [_carry_on(run_id) for run_id in left]
    return sum(one[0] for one in counted), sum(one[1] for one in counted), [word for one in counted for word in one[2]]


def _carry_on(run_id: int) -> tuple[int, int, list[str]]:
    """One run, to its end; what this process signed of it, what others did, and what cannot be signed."""
    signed = 0
    with for_everything("signing what a run lists"):
        with click.progressbar(length=1, label="Signing", hidden=not sys.stdout.isatty()) as bar:
            for step in runs.carry_on(run_id, _folder()):
                signed += len(step.done)
                bar.length = step.total
                bar.update(step.looked_at - bar.pos)
                if not sys.stdout.isatty():
                    click.echo("".join(f"signed {code}\n" for code in codes_of(step.done)), nl=False)
        run = runs.run_by_id(run_id)
        refused = [f"  {award.public_code}  {message_of(DomainError(code))}" for award, code in runs.refused_in(run)]
        return signed, run.elsewhere, refused


def _in_batches(due: list[int], word: str, sign: Callable[[list[int]], Outcome], refusals: list[str]) -> int:
    """Sign batch after batch, each in a transaction of its own: what was signed stays so, whatever comes next. What
    could not be is added to the refusals, in words."""
    signed = 0
    with click.progressbar(length=len(due), label="Signing", hidden=not sys.stdout.isatty()) as progress:
        for first in range(0, len(due), _BATCH):
            batch = due[first : first + _BATCH]
            with for_everything("signing what waits for it"):
                outcome = sign(batch)
                codes = codes_of(outcome.done)
                refusals += [line for one in outcome.refusals for line in _refused(one)]
            signed += len(outcome.done)
            progress.update(len(batch))
            if not sys.stdout.isatty():
                click.echo("".join(f"{word} {code}\n" for code in codes), nl=False)
    return signed


def _refused(one: Refusal) -> list[str]:
    return [f"  {code}  {message_of(DomainError(one.code))}" for code in codes_of([one.award_id])]


def _described(award: Award, edition: Edition | None) -> dict[str, object]:
    addresses = Addresses(award.achievement.issuer.base_url)
    return {
        "code": award.public_code,
        "achievement": award.achievement.code,
        "state": award.state.value,
        "holder": award.person.full_name,
        "addresses": _addresses(addresses, award, edition) if edition else {},
    }


def _addresses(addresses: Addresses, award: Award, edition: Edition) -> dict[str, str]:
    page = addresses.page(award.public_code)
    return {
        "page": page,
        "png": addresses.picture_of_award(award.public_code),
        **{ending: f"{page}.{ending}" for ending in ("svg", "pdf", "json", "jws", "ob2.json")},
        "jwt": addresses.credential(edition.credential_uuid),
        "ob2": addresses.assertion(edition.credential_uuid),
    }


def _folder() -> KeyFolder:
    return KeyFolder.of(_settings())


def _settings() -> Settings:
    settings: Settings = current_app.extensions["peerlearn-settings"]
    return settings
