"""Forms of a badge that is being written. Half of it may be written today, and the rest tomorrow."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # the stubs are behind
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Regexp

from peerlearn.awards.delegation import houses_seen
from peerlearn.awards.drafts import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    LONGEST_URL,
    MOST_MONTHS,
    MOST_SENTENCES,
    Colour,
    Wording,
)
from peerlearn.awards.models import AchievementDraft, IssuerProfile
from peerlearn.organisations.models import Organisation
from peerlearn.tracks.rules import TrackCode, sentences
from peerlearn.web.kit.forms import PageForm, needed, optional, short_text
from peerlearn.web.kit.labels import choices_of

COLOURS = {
    Colour.BLUE: _l("Blue"),
    Colour.GREEN: _l("Green"),
    Colour.PLUM: _l("Plum"),
    Colour.BRICK: _l("Brick"),
    Colour.BLACK: _l("Black"),
}
SHAPES = {
    TrackCode.LEARNER: _l("One ring, a telephone: I can use mine"),
    TrackCode.STAFF: _l("Four arcs, a conversation: I find where somebody stands"),
    TrackCode.FACILITATOR: _l("Eight discs, somebody who speaks: I lead a group"),
}
# Framework and version, as the form names them, and where the framework is published.
FRAMEWORKS = {
    "digcomp": ("DigComp", "2.2"),
    "crcn": ("CRCN", "2019"),
    "esco": ("ESCO", "1.2"),
}


class NewBadgeForm(PageForm):
    """The little that has to be known before a badge can be written."""

    name = StringField(
        _l("What is the badge called?"),
        description=_l("In French. It can be changed until the badge is published."),
        validators=[needed(_l("Write a name.")), *short_text(longest=LONGEST_NAME)],
    )
    track = RadioField(
        _l("For whom is it?"),
        choices=choices_of(TrackCode.LEARNER, TrackCode.FACILITATOR, TrackCode.STAFF),
        validators=[needed(_l("Choose for whom it is."))],
    )
    issuer = SelectField(_l("Who issues it?"))

    def offer(self, issuers: Sequence[IssuerProfile]) -> None:
        """Who may issue it."""
        self._issuers = {one.public_id: one for one in issuers}
        self.issuer.choices = [SelectChoice(one.public_id, one.name) for one in issuers]

    def chosen_issuer(self) -> IssuerProfile:
        """Who was chosen, once the shape is right."""
        return self._issuers[str(self.issuer.data)]

    def chosen_track(self) -> TrackCode:
        """For whom it is, once the shape is right."""
        return TrackCode(self.track.data)


class WordsForm(PageForm):
    """What the badge says in one language."""

    name = StringField(_l("Name of the badge"), validators=[optional(), *short_text(longest=LONGEST_NAME)])
    description = TextAreaField(
        _l("What it recognises"),
        description=_l("Two sentences that an employer understands."),
        validators=[optional(), *short_text(longest=LONGEST_DESCRIPTION)],
    )
    can_do = TextAreaField(
        _l("What this person can do"),
        description=_l("Three to six sentences, one a line: Welcome a group and put everyone at ease"),
        validators=[optional(), *short_text(longest=MOST_SENTENCES * (LONGEST_SENTENCE + 2))],
    )

    @classmethod
    def of(cls, wording: Wording) -> "WordsForm":
        """The form with what is written now."""
        return cls(name=wording.name, description=wording.description, can_do="\n".join(wording.can_do))

    def wording(self) -> Wording:
        """What was written."""
        return Wording(self.name.data or "", self.description.data or "", sentences(self.can_do.data or ""))


class ValidityForm(PageForm):
    """For how long the badge counts."""

    months = IntegerField(
        _l("For how many months does the badge count?"),
        description=_l("Leave it empty when it has no end."),
        validators=[
            optional(),
            NumberRange(min=1, max=MOST_MONTHS, message=_l("Between %(min)s and %(max)s months, or nothing.")),
        ],
    )


class PictureForm(PageForm):
    """How the badge looks: drawn from the three pictures there are."""

    PLACES: ClassVar = {"awards.picture_wrong": "title"}
    title = StringField(
        _l("Words on the plate"),
        description=_l("One or two short words: Smartphone"),
        validators=[optional(), *short_text(longest=LONGEST_TITLE)],
    )
    template = RadioField(
        _l("Shape and pictogram"), choices=[SelectChoice(one.value, text) for one, text in SHAPES.items()]
    )
    accent = RadioField(_l("Colour"), choices=[SelectChoice(one.value, text) for one, text in COLOURS.items()])

    @classmethod
    def of(cls, draft: AchievementDraft) -> "PictureForm":
        """The form with what is chosen now; a colour of a former version that is not offered stays."""
        drawn = draft.content["artwork"]
        form = cls(title=drawn["title"].get("fr", ""), template=drawn["template"], accent=drawn["accent"])
        if drawn["accent"] not in set(Colour):
            form.accent.choices = [SelectChoice(drawn["accent"], _("As before")), *(form.accent.choices or ())]
        return form

    def drawn(self) -> dict[str, Any]:
        """What was chosen."""
        title = {"fr": self.title.data} if self.title.data else {}
        return {"template": self.template.data, "accent": self.accent.data, "title": title}


class AlignmentForm(PageForm):
    """A skill of a public framework that the badge covers."""

    framework = SelectField(
        _l("Framework"),
        choices=[SelectChoice(one, " ".join(named)) for one, named in FRAMEWORKS.items()],
    )
    competence = StringField(
        _l("Code of the skill"),
        description=_l("As the framework writes it: 5.2"),
        validators=[needed(_l("Write its code.")), *short_text(longest=40)],
    )
    name = StringField(_l("Its name in French"), validators=[needed(_l("Write its name.")), *short_text(longest=200)])
    name_en = StringField(_l("Its name in English"), validators=[optional(), *short_text(longest=200)])
    url = StringField(
        _l("Where the framework says so"),
        description=_l("It begins with https://"),
        validators=[
            needed(_l("Copy the address.")),
            *short_text(longest=LONGEST_URL),
            Regexp(
                r"^https://[^\s/@]+\.[^\s/@]+(/\S*)?$", message=_l("Copy the whole address: it begins with https://")
            ),
        ],
    )

    def alignment(self) -> dict[str, Any]:
        """What was written."""
        framework, version = FRAMEWORKS[str(self.framework.data)]
        name = {"fr": self.name.data} | ({"en": self.name_en.data} if self.name_en.data else {})
        return {
            "framework": framework,
            "version": version,
            "competence": self.competence.data,
            "name": name,
            "url": self.url.data,
        }


class IssuingForm(PageForm):
    """Who may give the badge: one organisation more, or one less."""

    added = SelectField(_l("Add an organisation"))
    # A button beside each name.
    removed = SelectField(_l("Take away"), choices=())
    seen = HiddenField()

    def offer(self, houses: Sequence[Organisation], named: Sequence[Organisation]) -> None:
        """Whom one may add, partners first, and who is named now."""
        there = {one.id for one in named}
        self._houses = {one.public_id: one for one in (*houses, *named)}
        free = sorted((one for one in houses if one.id not in there), key=lambda one: one.kind.value != "partner")
        self.added.choices = [SelectChoice("", _("Choose")), *(SelectChoice(one.public_id, one.name) for one in free)]
        self.removed.choices = [SelectChoice("", ""), *(SelectChoice(one.public_id, one.name) for one in named)]
        self._named = list(named)
        for field in (self.added, self.removed):
            field.data = field.data if field.data not in {None, "None"} else ""
        self._as_seen, self.seen.data = self.seen.data or "", houses_seen(one.public_id for one in named)

    def as_seen(self) -> str:
        """Who was named when the page was shown."""
        return self._as_seen

    def chosen(self) -> list[Organisation]:
        """Who is named after this."""
        kept = [one for one in self._named if one.public_id != self.removed.data]
        return [*kept, self._houses[self.added.data]] if self.added.data and not self.removed.data else kept


class PublishForm(PageForm):
    """Asked once more, of what the page showed."""

    seen = HiddenField()
