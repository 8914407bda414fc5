"""What is taught: the curricula of the three tracks, their modules and skills, with every version kept readable."""

from flask import render_template
from flask.typing import ResponseReturnValue

from peerlearn.attendance.queries import people_who_started
from peerlearn.core.permissions import Permission
from peerlearn.resources.queries import resources_of
from peerlearn.tracks import queries
from peerlearn.web.kit.access import requires
from peerlearn.web.tracks import own
from peerlearn.web.tracks.blueprint import pages
from peerlearn.web.tracks.own import may_manage, own_by_organisation

__all__ = ["own", "pages"]


@pages.get("/modules")
@requires(Permission.SEE_CURRICULA)
def index() -> ResponseReturnValue:
    """The curricula in force, by track."""
    curricula = queries.curricula()
    values = {"modules": queries.modules_of_each(curricula), "started": people_who_started()}
    return render_template("tracks/index.html", curricula=curricula, own=own_by_organisation(), **values)


@pages.get("/modules/<code>/<version>")
@requires(Permission.SEE_CURRICULA)
def curriculum(code: str, version: str) -> ResponseReturnValue:
    """One version of a curriculum, the one in force or a former one."""
    found = queries.curriculum(code, version)
    return render_template(
        "tracks/curriculum.html",
        curriculum=found,
        modules=queries.modules_of(found),
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
