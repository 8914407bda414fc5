"""What a badge asks for, in sentences; and what is missing for it, as the person reads it on their own path."""

from collections.abc import Mapping, Sequence

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from peerlearn.attendance.rules import Side
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import Condition, Criteria, Kind, Requirement
from peerlearn.tracks.rules import Level
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.labels import word_of

Labels = Mapping[str, dict[str, str]]
# The languages of the catalogue; a badge's page says it in French to who reads another.
_SPOKEN = ("fr", "en")


def missing_words(condition: Condition) -> str:
    """ "1 atelier à animer": what follows "Il te manque"."""
    count = condition.lacking
    said = {
        Kind.WORKSHOPS_LED: ngettext("%(num)d workshop to lead", "%(num)d workshops to lead", count),
        Kind.WORKSHOPS_ATTENDED: ngettext("%(num)d workshop to go to", "%(num)d workshops to go to", count),
        Kind.DISTINCT_LEARNERS: ngettext("%(num)d person to accompany", "%(num)d people to accompany", count),
        Kind.MODULES_REACHED: ngettext("%(num)d theme to try", "%(num)d themes to try", count),
        Kind.SKILLS: ngettext("%(num)d important skill to show", "%(num)d important skills to show", count),
        Kind.SKILLS_REACHED: ngettext("%(num)d skill to show", "%(num)d skills to show", count),
        Kind.TRACK_DONE: ngettext("%(num)d module to attend", "%(num)d modules to attend", count),
        Kind.REVIEWS_WRITTEN: ngettext(
            "%(num)d led workshop to look back at", "%(num)d led workshops to look back at", count
        ),
    }
    return str(said[condition.kind])


def criteria_words(document: Mapping[str, object], labels: Labels) -> dict[str, str]:
    """Language → the whole rule in sentences, as it is signed and shown. Of a rule that reads."""
    criteria = read_criteria(document)
    said = {}
    for language in _SPOKEN:
        with force_locale(language):
            said[language] = " ".join([*sentences(criteria, labels), _("One person proposes it, another approves it.")])
    return said


def sentences(criteria: Criteria, labels: Labels) -> list[str]:
    """The rule in this answer's language, condition by condition."""
    return [sentence for requirement in criteria.requirements for sentence in _sentences(requirement, labels)]


def _sentences(asked: Requirement, labels: Labels) -> Sequence[str]:
    if asked.kind is Kind.SKILLS:
        return [_named(asked, labels), *_looks(asked)]
    if asked.kind is Kind.SKILLS_REACHED:
        return [_reached(asked), *_looks(asked)]
    return [_counted(asked)]


def _counted(asked: Requirement) -> str:
    count = asked.at_least
    match asked.kind:
        case Kind.WORKSHOPS_LED:
            return str(ngettext("Led at least %(num)d workshop.", "Led at least %(num)d workshops.", count))
        case Kind.WORKSHOPS_ATTENDED:
            return str(
                ngettext("Took part in at least %(num)d workshop.", "Took part in at least %(num)d workshops.", count)
            )
        case Kind.DISTINCT_LEARNERS:
            return str(
                ngettext(
                    "Accompanied at least %(num)d person.", "Accompanied at least %(num)d different people.", count
                )
            )
        case Kind.REVIEWS_WRITTEN:
            return str(
                ngettext(
                    "Looked back at %(num)d workshop they led.", "Looked back at %(num)d workshops they led.", count
                )
            )
    track = str(word_of(asked.track)) if asked.track else ""
    return str(_("Attended every module (%(track)s).", track=track))


def _named(asked: Requirement, labels: Labels) -> str:
    names = [in_language(labels[code]).rstrip(".") if code in labels else code for code in asked.required]
    what = " · ".join(names)
    if asked.level == Level.CAN_EXPLAIN:
        return str(_("Explained to others each of these: %(what)s.", what=what))
    if asked.level == Level.WITH_HELP:
        return str(_("Showed each of these, with help or without: %(what)s.", what=what))
    return str(_("Showed each of these without help: %(what)s.", what=what))


def _reached(asked: Requirement) -> str:
    count = asked.at_least
    if asked.level == Level.CAN_EXPLAIN:
        said = ngettext(
            "Explained to others at least %(num)d skill.", "Explained to others at least %(num)d skills.", count
        )
    elif asked.level == Level.WITH_HELP:
        said = ngettext(
            "Showed at least %(num)d skill, with help or without.",
            "Showed at least %(num)d skills, with help or without.",
            count,
        )
    else:
        said = ngettext(
            "Showed at least %(num)d skill without help.", "Showed at least %(num)d skills without help.", count
        )
    if not asked.of_modules:
        return str(said)
    modules = ngettext(
        "They belong to at least %(num)d module.", "They belong to at least %(num)d modules.", asked.of_modules
    )
    return f"{said} {modules}"


def _looks(asked: Requirement) -> list[str]:
    looks, said = asked.looks, []
    if looks.observations > 1:
        said.append(
            ngettext(
                "Each was seen in at least %(num)d workshop.",
                "Each was seen in at least %(num)d workshops.",
                looks.observations,
            )
        )
    if looks.observers > 1:
        said.append(
            ngettext(
                "Each was seen by at least %(num)d person.",
                "Each was seen by at least %(num)d people.",
                looks.observers,
            )
        )
    if looks.from_sides > 1:
        said.append(_("Each was seen from both sides: by staff, and by a peer who leads."))
    elif looks.sides == {Side.STAFF}:
        said.append(_("What staff noted counts."))
    elif looks.sides == {Side.PEER}:
        said.append(_("What a peer who leads noted counts."))
    return [str(one) for one in said]
