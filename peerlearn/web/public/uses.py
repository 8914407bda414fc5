"""Who counts as somebody who looked at a badge: a person, as far as a request shows; never which one."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app, request

from peerlearn.awards.rules import Use
from peerlearn.web.kit import uses
from peerlearn.web.public.checking import Checked

# What machines that look at every link say of themselves: search engines, previews in messengers, watchers.
_MACHINES = (
    *("bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "whatsapp", "embedly", "viber"),
    *("headless", "lighthouse", "monitor", "uptime", "scanner", "fetcher"),
)
# Its name stands in what its browsers say, and is no robot's.
_A_PHONE = "cubot"
_BROWSERS = ("mozilla/", "opera/")
_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


def is_looked_at(environ: Mapping[str, Any], use: Use) -> bool:
    """Whether this request counts: no machine that looks at every link, nothing fetched in case somebody looks.

    Pages and checks on a page are for browsers; a file may also be saved by a wallet.
    """
    agent = str(environ.get("HTTP_USER_AGENT", "")).lower().replace(_A_PHONE, "")
    if environ["REQUEST_METHOD"] == "HEAD" or not agent or any(map(agent.__contains__, _MACHINES)):
        return False
    if any(str(environ[name]).startswith(("prefetch", "preview")) for name in _AHEAD if name in environ):
        return False
    return use is Use.FILE or agent.startswith(_BROWSERS)


def count_checks(found: Iterable[Checked], use: Use = Use.CHECK) -> None:
    """Count the badges of ours among what was checked, whatever came of it; programs say so themselves."""
    if use is Use.PROGRAM_CHECK or is_looked_at(request.environ, use):
        for one in found:
            if one.award is not None:
                uses.count(current_app._get_current_object(), one.award.achievement_id, use)  # type: ignore[attr-defined]
