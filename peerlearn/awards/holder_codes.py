"""The holder code: printed on the card of a badge and nowhere else; who holds the card shows with it that it is theirs.

Only its hash is kept. Each print makes another one: a card that was lost proves nothing any more, and the badge, its
public code and its address stay as they are.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from peerlearn.accounts.actions import hash_of, is_secret
from peerlearn.awards.models import Award, Edition
from peerlearn.awards.queries import award_for_update, current_edition
from peerlearn.awards.rules import AwardState
from peerlearn.awards.stolen import is_void
from peerlearn.core import audit
from peerlearn.core.db import UNAMBIGUOUS, db, random_code
from peerlearn.core.errors import DomainError

_LENGTH = 6
_CODE = re.compile(rf"[{UNAMBIGUOUS}]{{{_LENGTH}}}")
_LONGEST = 30


def edition_on_card(award: Award) -> Edition:
    """The edition whose card is printed.

    Raises:
        DomainError: `awards.not_now` unless the badge is issued, and by a key that was safe: a card of a void one would
            only bring its holder a no.
    """
    edition = current_edition(award)
    if edition is None or award.state is not AwardState.ISSUED or is_void(edition):
        raise DomainError("awards.not_now")
    return edition


@dataclass(frozen=True)
class Drawn:
    """Of which badge a card is, what it shows of it, and when the card before it was printed: plain values, which stay
    as they were when it was drawn."""

    award_id: int
    edition_id: int
    shown_as: str
    card_before: datetime | None


def as_drawn(award: Award) -> Drawn:
    """What a card that is drawn now shows.

    Raises:
        DomainError: `awards.not_now` as `edition_on_card`.
    """
    return Drawn(award.id, edition_on_card(award).id, award.shown_as, award.holder_code_at)


def ensure_seen(awards: Sequence[Award], *, known: Collection[str]) -> None:
    """Of a card of which the page knew nothing that somebody tapped on, the code would stop without a question.

    So it is with a second tap: a page stays as it was after its file. `known` are the cards that it named, each by the
    public id of its badge and the moment when it was printed.

    Raises:
        DomainError: `awards.card_meanwhile`.
    """
    printed = [f"{one.public_id} {one.holder_code_at.isoformat()}" for one in awards if one.holder_code_at]
    if not set(printed) <= set(known):
        raise DomainError("awards.card_meanwhile")


def keep_code(drawn: Drawn, hashed: str, *, by: int, now: datetime) -> None:
    """Let the code hashed so be the holder's from now on. Hash it and draw the card before: that is slow, and this
    holds the badge's row (on SQLite, everything).

    Raises:
        DomainError: `awards.not_now` as `edition_on_card`; `awards.card_meanwhile` when another card was printed
            since this one was drawn, whoever taps twice would hold one whose code stopped; or when the name was
            corrected, so that a card with the former one would prove whose the badge is.
    """
    held = award_for_update(drawn.award_id)
    if as_drawn(held) != drawn:
        raise DomainError("awards.card_meanwhile")
    held.holder_code_hash = hashed
    held.holder_code_at = now
    audit.record(db.session(), "award.card_printed", held, account_id=by, organisation_id=held.organisation_id)
    db.session.flush()


def new_code() -> tuple[str, str]:
    """A new code, and its hash. Six signs: guessed once in 700 million, and guesses are counted."""
    code = random_code(_LENGTH)
    return code, hash_of(code)


def is_code_of(stored: str | None, typed: str) -> bool:
    """Whether this is the code on the last card. Slow on purpose, and for a badge without a card just as slow."""
    code = as_holder_code(typed)
    return is_secret(stored or _HASH_OF_NOTHING, code or "") and stored is not None and code is not None


def as_holder_code(typed: str) -> str | None:
    """The code as it was printed, in capitals and without spaces; None when it cannot be one."""
    code = re.sub(r"[\s.\-–]+", "", typed[:_LONGEST]).upper()
    return code if _CODE.fullmatch(code) else None


def in_pairs(code: str) -> str:
    """The code as it is printed: "3F 9T 2K"."""
    return " ".join(code[at : at + 2] for at in range(0, len(code), 2))


_HASH_OF_NOTHING = hash_of(random_code(20))
