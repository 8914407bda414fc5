"""The site's own public answers, taken down as files: what an archive holds is what strangers were given.

Each answer is asked for as a browser would ask, so nothing is built twice and no rule of the pages is passed by.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from flask import Flask, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

import badges
from peerlearn.awards.archive.contents import Contents, Standing, Surroundings, until_still
from peerlearn.awards.archive.folder import Draft
from peerlearn.awards.archive.manifest import About
from peerlearn.awards.archive.places import CARDS, INDEX
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.web.kit.i18n import day
from peerlearn.web.public.archive_links import Relinked, fetched_by
from peerlearn.web.public.archive_words import WORDS
from peerlearn.web.public.blueprint import pages

_MADE_AT = "peerlearn.archived_at"
_ENDINGS = ("png", "svg", "json", "jwt", "ob2.json", "jws", "pdf")
_SERVED, _MISSING, _GONE = 200, 404, 410


@pages.context_processor
def tell_the_archive() -> dict[str, object]:
    """On a page of an archive, and on no page of the site: the day it was made."""
    made_at = request.environ.get(_MADE_AT)
    return {"archived_on": day(clock.at_place(made_at, clock.DEFAULT_ZONE), year=True) if made_at else None}


def fill(
    app: Flask, draft: Draft, look: Callable[[], Contents], key: badges.SigningKey, *, now: datetime
) -> Iterator[str]:
    """Write all that `look` finds into the draft, signed with `key` in the end; gives the code of each badge once its
    files are there.

    Raises:
        DomainError: `awards.archive_…`: badges change all the time; `archive_page_failed`.
    """
    taker = _Taker(app, draft, now)
    for found, changed in until_still(look):
        for code in changed:
            taker.take_badge(code, found.badges[code].editions)
            taker.take_endorsements(found.badges[code])
            yield code
        taker.take_surroundings(found.around)
    taker.take_cover()
    draft.close(About(now, found.around.dids, found.around.bases), key)


class _Taker:
    def __init__(self, app: Flask, draft: Draft, made_at: datetime) -> None:
        self._app, self._draft, self._made_at = app, draft, made_at
        self._client = app.test_client(use_cookies=False)
        settings = app.extensions["peerlearn-settings"]
        self._links = Relinked(settings.languages, settings.badge_url, Path(str(app.static_folder)))

    def take_badge(self, code: str, editions: tuple[UUID, ...]) -> None:
        """The page in every language, the files beside it, and the hosted documents of every edition."""
        for language in self._links.languages:
            body = self._asked(f"/b/{code}?lang={language}")[1]
            place = self._links.place_of_page(code, language)
            self._draft.write(place, self._links.page(body.decode(), place).encode())
        present, *former = editions
        # The same bytes stand under two addresses: beside the page, and under the identifier.
        also = {
            "json": f"ob/3/credentials/{present}.json",
            "jwt": f"ob/3/credentials/{present}.jwt",
            "ob2.json": f"ob/2/assertions/{present}.json",
        }
        for ending in _ENDINGS:
            self._take(f"b/{code}.{ending}", *([also[ending]] if ending in also else []))
        for edition in former:
            for path in (f"ob/3/credentials/{edition}.json", f"ob/3/credentials/{edition}.jwt"):
                self._draft.drop(path)
            self._take(f"ob/2/assertions/{edition}.json")

    def take_endorsements(self, badge: Standing) -> None:
        """What others say of the badge; what was withdrawn leaves nothing, as on the site."""
        for identifier, _is_shown in badge.endorsements:
            self._take(f"ob/3/endorsements/{identifier}.json")

    def take_surroundings(self, around: Surroundings) -> None:
        """Issuers, keys, definitions, lists, and the page that checks cards."""
        for issuer in around.issuers:
            self._take(f"ob/2/issuers/{issuer}.json")
            self._take(f"ob/2/revocations/{issuer}.json")
            self._take(f"ob/3/issuers/{issuer}/profile.json")
            self._take(f"ob/3/issuers/{issuer}/did.json")
        for achievement in around.achievements:
            self._take(f"ob/2/badges/{achievement}.json")
            self._take(f"ob/3/achievements/{achievement}.json")
            self._take(f"ob/images/{achievement}.png")
        for key in around.keys:
            self._take(f"ob/2/keys/{key}.json")
            self._take(f"ob/3/keys/{key}.json")
        for number in around.lists:
            self._take(f"ob/3/status/{number}.json")
            self._take(f"ob/3/status/{number}.jwt")
        self._take(".well-known/did.json")
        self._take(".well-known/jwks.json")
        self._draft.write(CARDS, self._asked("/v")[1])

    def take_cover(self) -> None:
        """What tells somebody who finds the folder what it is; then the sheets that all pages use."""
        with self._app.app_context(), self._app.test_request_context("/v"):
            html = render_template("public/archive.html", parts=[_in(code, self._made_at) for code in ("fr", "en")])
        self._draft.write(INDEX, self._links.page(html, INDEX).encode())
        for path in sorted(self._links.static):
            body = self._asked(f"/{path}")[1]
            self._draft.write(path, body)
            for fetched in fetched_by(body.decode(), path) if path.endswith(".css") else ():
                self._draft.write(fetched, self._asked(f"/{fetched}")[1])

    def _take(self, path: str, *also: str) -> None:
        """Keep what an address serves. A static server cannot say 410, so of what is gone only the body that other
        validators refuse is kept."""
        status, body = self._asked(f"/{path}")
        is_kept = status == _SERVED or (status == _GONE and path.endswith(".json") and b'"revoked":true' in body)
        for place in (path, *also):
            if is_kept:
                self._draft.write(place, body)
            else:
                self._draft.drop(place)

    def _asked(self, address: str) -> tuple[int, bytes]:
        made_at = {_MADE_AT: self._made_at}
        # A context of its own for each, as in a server: what one page remembers (its language) is not for the next.
        with self._app.app_context(), self._client.get(address, environ_overrides=made_at) as answer:
            if answer.status_code not in {_SERVED, _MISSING, _GONE}:
                raise DomainError("archive_page_failed", address=address, status=answer.status_code)
            return answer.status_code, answer.data


def _in(language: str, made_at: datetime) -> dict[str, str]:
    with force_locale(language):
        on = day(clock.at_place(made_at, clock.DEFAULT_ZONE), year=True)
        made = _("Copy made on %(day)s. What was withdrawn later still looks good here.", day=on)
        return {"lang": language, "made": made, **{name: str(text) for name, text in WORDS.items()}}
