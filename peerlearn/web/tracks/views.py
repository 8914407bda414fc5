"""What is taught: the curricula of the three tracks, their modules and skills, with every version kept readable."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.attendance.queries import people_who_started
from peerlearn.core.permissions import Permission
from peerlearn.resources.queries import resources_of
from peerlearn.tracks import queries
from peerlearn.tracks.models import Module
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.i18n import in_language, listed
from peerlearn.web.tracks import own
from peerlearn.web.tracks.blueprint import pages
from peerlearn.web.tracks.own import may_manage, own_by_organisation

__all__ = ["own", "pages"]


@pages.get("/modules")
@requires(Permission.SEE_CURRICULA)
def index() -> ResponseReturnValue:
    """The curricula in force, by track."""
    curricula = queries.curricula()
    modules = queries.modules_of_each(curricula)
    before = {key: words for members in modules.values() for key, words in _before(members).items()}
    values = {"modules": modules, "before": before, "started": people_who_started()}
    return render_template("tracks/index.html", curricula=curricula, own=own_by_organisation(), **values)


@pages.get("/modules/<code>/<version>")
@requires(Permission.SEE_CURRICULA)
def curriculum(code: str, version: str) -> ResponseReturnValue:
    """One version of a curriculum, the one in force or a former one."""
    found = queries.curriculum(code, version)
    modules = queries.modules_of(found)
    return render_template(
        "tracks/curriculum.html",
        curriculum=found,
        modules=modules,
        before=_before(modules),
        skills=queries.skill_counts(found),
        versions=queries.versions_of(code),
        whole_track=queries.skills_of_no_module(found),
    )


@pages.get("/modules/<code>/<version>/<module_code>")
@requires(Permission.SEE_CURRICULA)
def module(code: str, version: str, module_code: str) -> ResponseReturnValue:
    """One module: what is learnt, what an observer sees, and the frameworks it is aligned with."""
    found = queries.module_of(queries.curriculum(code, version), module_code)
    return render_template(
        "tracks/module.html",
        module=found,
        skills=queries.skills_of(found),
        needed=queries.prerequisites_of(found),
        resources=resources_of(found),
        may_manage=may_manage(found),
    )


def _before(modules: Sequence[Module]) -> dict[int, str]:
    """Module → the titles of those that come before it, of the same curriculum."""
    titles = {one.code: str(_("“%(text)s”", text=in_language(one.title))) for one in modules}
    needed = {one.id: one.details.get("prerequisites", ()) for one in modules}
    return {key: listed(titles[code] for code in codes) if codes else "" for key, codes in needed.items()}
