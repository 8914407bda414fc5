"""A draft in words: its parts with what is missing, its rule, and the badge as people will see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from peerlearn.awards import drafting, publishing
from peerlearn.awards.draft_numbers import other_numbers
from peerlearn.awards.drafts import LANGUAGES, Gap, Lack, Section, wording_of
from peerlearn.awards.models import Achievement, AchievementDraft
from peerlearn.awards.reading import read_criteria
from peerlearn.core.errors import DomainError
from peerlearn.web.kit.criteria_words import criteria_words, sentences
from peerlearn.web.kit.errors import message_of
from peerlearn.web.kit.i18n import listed

# Each language as the reader of the page calls it: its own name would stand inside a sentence of theirs.
_WORDS_IN: dict[str, Any] = {
    "fr": _l("The words in French"),
    "en": _l("The words in English"),
    "ar": _l("The words in Arabic"),
    "uk": _l("The words in Ukrainian"),
    "es": _l("The words in Spanish"),
}
_LACKS: dict[Lack, Any] = {
    Lack.NAME: _l("The name is missing."),
    Lack.DESCRIPTION: _l("What it recognises is not said yet."),
    Lack.SENTENCES: _l("Three to six sentences are needed: what this person can do."),
    Lack.UNFINISHED_LANGUAGE: _l("This language is half written: finish it, or empty it."),
    Lack.CONDITIONS: _l("It asks for nothing yet: add a condition."),
    Lack.CONDITION_UNFINISHED: _l("A condition is not finished, or stands twice."),
    Lack.UNKNOWN_SKILL: _l("A condition names a skill that is not taught any more: take it away."),
    Lack.TITLE: _l("The plate has no words yet."),
}


@dataclass(frozen=True)
class Part:
    """One part of a draft: where it is written, what it says in short, and what is missing."""

    label: str
    url: str
    said: Sequence[str]
    missing: Sequence[str]
    is_optional: bool = False
    doubts: Sequence[str] = ()


@dataclass(frozen=True)
class Preview:
    """The badge as an employer will see it, or why it cannot be published yet."""

    achievement: Achievement | None
    problems: Sequence[str]


def parts_of(draft: AchievementDraft, gaps: Sequence[Gap]) -> list[Part]:
    """The parts, in the order in which one writes them."""
    content = draft.content
    languages = [_language_part(draft, one, gaps) for one in LANGUAGES]
    months, houses = content["valid_months"], drafting.houses_of(draft)
    valid = ngettext("It counts for %(num)d month.", "It counts for %(num)d months.", months or 0)
    aligned = [f"{one['framework']} {one['version']}, {one['competence']}" for one in content["alignments"]]
    issued_by = [one.name for one in houses] or [_("Everybody in the programme")]
    return [
        *languages,
        Part(_("What it asks for"), _url("draft_criteria", draft), rule_read(draft), _missing(gaps, Section.CRITERIA)),
        Part(_("Picture"), _url("draft_picture", draft), _title(draft), _missing(gaps, Section.PICTURE)),
        Part(_("How long it counts"), _url("draft_validity", draft), [valid if months else _("It has no end.")], ()),
        Part(_("Public frameworks"), _url("draft_alignments", draft), aligned, (), is_optional=not aligned),
        Part(_("Who may give it"), _url("draft_issuing", draft), issued_by, ()),
    ]


def rule_read(draft: AchievementDraft) -> list[str]:
    """The rule in sentences; nothing while it does not read."""
    try:
        return sentences(read_criteria(draft.content["criteria"]), drafting.skills_of(draft))
    except DomainError:
        return []


def rule_in_words(draft: AchievementDraft) -> dict[str, str]:
    """Language → the rule as it will be signed; empty while it does not read."""
    try:
        return criteria_words(draft.content["criteria"], drafting.skills_of(draft))
    except DomainError:
        return {}


def preview_of(draft: AchievementDraft, *, now: datetime) -> Preview:
    """The version that this draft would become, tried as a signed badge."""
    if gaps := drafting.gaps(draft):
        return Preview(None, [_said(gap) for gap in gaps])
    achievement = publishing.as_published(draft, rule_in_words(draft), now=now)
    try:
        publishing.try_to_sign(achievement, now=now)
    except DomainError as refused:
        return Preview(None, [message_of(refused)])
    return Preview(achievement, ())


def _language_part(draft: AchievementDraft, language: str, gaps: Sequence[Gap]) -> Part:
    wording = wording_of(draft.content, language)
    here = [gap for gap in gaps if gap.language == language]
    url = f"{_url('draft_words', draft)}?in={language}"
    is_optional = not here and not wording.is_begun
    said, missing = [wording.name] if wording.name else [], _missing(here, Section.WORDS)
    return Part(str(_WORDS_IN[language]), url, said, missing, is_optional, doubts_about(draft, language))


def doubts_about(draft: AchievementDraft, language: str = "") -> list[str]:
    """Where the words, of one language or of all, promise another number than the rule asks for."""
    return [
        str(
            _(
                "These words say “%(said)s”, the rule asks for %(asked)s.",
                said=one.said,
                asked=listed(str(number) for number in one.asked),
            )
        )
        for one in other_numbers(draft.content)
        if language in ("", one.language)
    ]


def _title(draft: AchievementDraft) -> list[str]:
    title = draft.content["artwork"]["title"].get("fr")
    return [title] if title else []


def _missing(gaps: Sequence[Gap], section: Section) -> list[str]:
    return [str(_LACKS[gap.lack]) for gap in gaps if gap.section is section]


def _said(gap: Gap) -> str:
    words = str(_LACKS[gap.lack])
    return f"{_WORDS_IN[gap.language]} · {words}" if gap.language else words


def _url(endpoint: str, draft: AchievementDraft) -> str:
    return url_for(f"awards.{endpoint}", draft_id=draft.public_id)
