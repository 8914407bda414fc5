"""What a file says of itself, when nobody could tell whether it is true: which badge it was that could not be checked.

Anybody can write anything there. So it is said in few words that cannot pass for ours: on one line, without pictograms,
without signs that hide or turn others, and a site by the name under which it would really be asked.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from flask_babel import gettext as _

import badges
from peerlearn.web.kit.badge_facts import Fact
from peerlearn.web.kit.i18n import day
from peerlearn.web.kit.languages import left_to_right
from peerlearn.web.public.handed_in import host_of
from peerlearn.web.public.strangers import DATES, member
from peerlearn.web.public.written_by_others import LOOKED_AT, in_plain_words

_LONGEST = 100
_PLAIN_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
_LONGEST_HOST = 260


@dataclass(frozen=True)
class Unproven:
    """What stands in the file: what it is called, who it says gave it, where that one publishes, and the day.

    Each may be empty, not all of the first three.
    """

    name: str
    issuer_name: str
    host: str
    issued: str

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The same in pairs; each says by itself that nobody confirmed it."""
        issued = day(date.fromisoformat(self.issued), year=True) if self.issued else ""
        pairs = [
            (_("Badge"), _quoted(self.name)),
            (_("Issuer"), _quoted(self.issuer_name)),
            (_("Website"), left_to_right(self.host)),
            (_("Given on"), issued),
        ]
        note = str(_("written in the file, not confirmed by us"))
        return tuple(Fact(str(term), value, note) for term, value in pairs if value)

    @property
    def line(self) -> str:
        """The same in one sentence."""
        issuer = ", ".join(filter(None, (_quoted(self.issuer_name), left_to_right(self.host))))
        if self.name and issuer:
            said = _("The file says: badge %(badge)s; issuer: %(issuer)s.", badge=_quoted(self.name), issuer=issuer)
        elif self.name:
            said = _("The file says: badge %(badge)s.", badge=_quoted(self.name))
        else:
            said = _("The file says: issuer: %(issuer)s.", issuer=issuer)
        return " ".join((str(said), str(_("Nobody has confirmed it to us."))))

    def as_json(self) -> dict[str, str]:
        """To be kept for a few minutes."""
        return asdict(self)


def unproven_in(content: bytes | str) -> Unproven | None:
    """What this badge says of itself; None of what says nothing, and of a mere address, which names itself."""
    if badges.recognise(content).kind is badges.Kind.TEXT:
        return None
    said = badges.read_unproven(content)
    if said is None:
        return None
    achievement = member(member(said, "credentialSubject"), "achievement") or member(said, "badge")
    issuer = member(said, "issuer") or member(achievement, "issuer")
    found = Unproven(
        name=_said(achievement.get("name")) or _said(said.get("name")),
        issuer_name=_said(issuer.get("name")),
        host=next(filter(None, map(_host, _addresses(said, achievement, issuer))), ""),
        issued=next(filter(None, (_day(said.get(name)) for name in DATES)), ""),
    )
    return found if found.name or found.issuer_name or found.host else None


def _addresses(said: Mapping[str, Any], achievement: Mapping[str, Any], issuer: Mapping[str, Any]) -> Iterator[Any]:
    """Where it says that its issuer publishes, the surest first: who that is, else where the badge itself lies."""
    yield from (issuer.get("id"), said.get("issuer"), achievement.get("issuer"))
    if "credentialSubject" not in said:
        # OB 2.0 names its issuer through addresses; a credential of 3.0 may lie anywhere, and its issuer be a key.
        yield from (achievement.get("id"), said.get("badge"), said.get("id"))


def _said(value: object) -> str:
    return in_plain_words(value, longest=_LONGEST)


def _host(address: object) -> str:
    """The host as the network knows it, never as it was written: of letters of other alphabets, "xn--…"."""
    if not isinstance(address, str) or len(address) > LOOKED_AT:
        return ""
    if address.startswith("did:web:"):
        address = f"https://{unquote(address.removeprefix('did:web:').partition(':')[0])}"
    if not address.startswith(("https://", "http://")):
        return ""
    try:
        host = (host_of(address) or "").encode("idna").decode().lower()
    except UnicodeError:
        return ""
    return host if len(host) <= _LONGEST_HOST and _PLAIN_HOST.fullmatch(host) else ""


def _day(value: object) -> str:
    """The day, when it is one as people write them."""
    said = value[:10] if isinstance(value, str) else ""
    try:
        return said if date.fromisoformat(said).isoformat() == said else ""
    except ValueError:
        return ""


def _quoted(text: str) -> str:
    return str(_("“%(text)s”", text=text)) if text else ""
