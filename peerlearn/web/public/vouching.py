"""What others say of a badge of ours: each recommendation proven from its stored bytes before it is shown.

The programme signed it, and so vouches that it was given. The organisation it names did not sign: the words say so.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

import badges
from peerlearn.awards import register
from peerlearn.awards.endorsement_rules import SENTENCES, Sentence
from peerlearn.awards.endorsements import (
    PublicEndorsement,
    find_shown_endorsement,
    is_on_hold,
    shown_endorsements,
    was_signed,
)
from peerlearn.awards.published import PublicAward
from peerlearn.core import clock
from peerlearn.organisations.rules import siret_as_written
from peerlearn.web.kit.access import public
from peerlearn.web.kit.i18n import day, in_language
from peerlearn.web.public import answers
from peerlearn.web.public.blueprint import pages

log = logging.getLogger("peerlearn")
_LANGUAGE_OF_FILES = "fr"


@dataclass(frozen=True)
class Voucher:
    """Somebody who vouches for a badge, as its page shows them."""

    name: str
    who: str
    siret: str
    given: str
    sentences: list[str]
    words: str
    url: str


@dataclass(frozen=True)
class Vouched:
    """The recommendations of a badge that are proven, and how many are not."""

    proven: tuple[PublicEndorsement, ...] = ()
    doubtful: int = 0

    @property
    def shown(self) -> list[Voucher]:
        """Those that are proven, in words."""
        return [_in_words(one) for one in self.proven]

    @property
    def lines(self) -> Iterator[tuple[str, str]]:
        """What came of the check, and how it ended."""
        if count := len(self.proven):
            yield _said(count), "noted"
        if self.doubtful:
            yield str(_("A recommendation could not be proven: it is not shown")), "unknown"


NOBODY = Vouched()


def vouched_for(award: PublicAward, *, now: datetime) -> Vouched:
    """Look at every recommendation of this badge."""
    found = shown_endorsements(award.credential_uuid)
    proven = tuple(one for one in found if _is_proven(one, award, now))
    return Vouched(proven, len(found) - len(proven))


@pages.get("/ob/3/endorsements/<uuid:endorsement>.json")
@public
def endorsement(endorsement: UUID) -> ResponseReturnValue:
    """A recommendation as OB 3.0 JSON with its proof, byte for byte; withdrawn, a line that says so."""
    found = find_shown_endorsement(endorsement)
    if found is not None:
        return answers.file(found.body, answers.credential_as())
    if not was_signed(endorsement) or is_on_hold(endorsement):
        abort(404)
    with force_locale(_LANGUAGE_OF_FILES):
        return answers.gone(str(_("This recommendation was withdrawn.")).encode(), answers.PLAIN)


def _is_proven(one: PublicEndorsement, award: PublicAward, now: datetime) -> bool:
    key = register.trust().find_key(one.kid)
    try:
        if key is None:
            return False
        said = badges.endorsements.read_endorsement(one.body, key, subject_id=award.credential_uuid.urn, now=now)
    except badges.BadgeError as problem:
        log.warning("a stored recommendation cannot be proven: %s", type(problem).__name__)
        return False
    return bool(said.get("id") == one.credential_uuid.urn)


def _in_words(one: PublicEndorsement) -> Voucher:
    return Voucher(
        name=one.name,
        who=str(_("%(function)s, %(organisation)s", function=one.function, organisation=one.organisation)),
        siret=siret_as_written(one.siret) if one.siret else "",
        given=day(clock.at_place(one.given_at, clock.DEFAULT_ZONE), year=True),
        sentences=[in_language(SENTENCES[Sentence(code)]) for code in one.sentences],
        words=one.words,
        url=url_for("public.endorsement", endorsement=one.credential_uuid),
    )


def _said(count: int) -> str:
    said = ngettext(
        "A recommendation: the programme vouches that it was given. The organisation named did not sign it.",
        "%(num)d recommendations: the programme vouches that they were given. The organisations did not sign them.",
        count,
    )
    return str(said)
