"""Where something about a person is stored, and what becomes of it when they are anonymised or erased.

One line a table. Erasing, the copy a person gets of their data, and the day of the last contact all read this list; a
house test walks the schema and stops whoever adds a table or a text without a line here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from peerlearn.awards.endorsement_rules import EndorsementState
from peerlearn.awards.rules import AwardState
from peerlearn.core.db import Base, random_code
from peerlearn.people.rules import Channel

# What stands where a name must stand.
NOBODY = "—"
# The holder chose to publish these: anonymising after a long silence leaves them, only the holder's own word ends them.
PUBLISHED = (AwardState.ACCEPTED, AwardState.ISSUED, AwardState.SUSPENDED)


@dataclass(frozen=True, kw_only=True)
class Store:
    """One table about people.

    Attributes:
        by: the columns that name the person, or a row of `through`.
        through: the table by which the rows belong to a person, when they do not name one themselves.
        contact: the instants and days that show that somebody was in touch with the person.
        emptied: column → what it becomes; a callable makes a value for each row.
        unless_published: the same, for what a badge shows: left alone while its holder has it published.
        stays: column of text, JSON or bytes → why nothing in it tells who the person is.
        is_deleted: whether the rows go, since nothing points to them and no figure counts them.
        secret: columns that no copy holds: they would open something, or are about somebody else.
        confided: columns that a colleague who hands the copy over passes on only of rows that a page shows them.
    """

    contact: tuple[str, ...]
    by: tuple[str, ...] = ("person_id",)
    through: str = ""
    emptied: Mapping[str, Any] = field(default_factory=dict)
    unless_published: Mapping[str, Any] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)
    is_deleted: bool = False
    secret: tuple[str, ...] = ()
    confided: tuple[str, ...] = ()


_CODE = "a code of the trade"
_NUMBER = "made by chance, says nothing"
_GUEST_CARD = {"first_name": NOBODY, "last_name": None, "channel": Channel.PAPER}

# In the order in which they are emptied: what leads to other rows comes after them.
STORES: Mapping[str, Store] = {
    "person_word": Store(is_deleted=True, contact=()),
    "notice_given": Store(contact=("given_at",)),
    "consent": Store(
        contact=("noted_at", "withdrawn_at"),
        stays={"public_id": _NUMBER},
        confided=("purpose", "given_by_way", "withdrawn_by_way"),
    ),
    "correction_request": Store(is_deleted=True, contact=("asked_at", "answered_at"), confided=("words", "answer")),
    "noted_contact": Store(contact=("spoken_on",)),
    "affiliation": Store(
        contact=("from_on", "until_on", "contract_ends_on"),
        emptied={"contract_ends_on": None},
        confided=("position", "contract_ends_on"),
    ),
    "field_mark": Store(
        by=("account_id",),
        through="account",
        contact=("received_at",),
        stays={
            "public_id": _NUMBER,
            "digest": "a fingerprint with a random id in it",
            "reason": _CODE,
            "content": "of what waits for staff: set aside when it is about the person (lifecycle/waiting_marks)",
        },
        # Of whoever it was said, it is about them: where somebody sat, their drawn name, the code of their card.
        secret=("content",),
    ),
    # What a phone said of the person's own marks, until it is read.
    "untold_mark": Store(by=("account_id",), through="account", is_deleted=True, contact=("recorded_at",)),
    "sign_in_session": Store(
        by=("account_id",),
        through="account",
        is_deleted=True,
        contact=("started_at",),
        secret=("token_hash",),
        confided=("device", "started_at", "expires_at", "ended_at"),
    ),
    "membership": Store(
        by=("account_id",), through="account", contact=(), stays={"public_id": _NUMBER}, confided=("role",)
    ),
    "invitation": Store(
        is_deleted=True,
        contact=("created_at", "used_at"),
        secret=("token_hash",),
        confided=("email", "name", "role"),
    ),
    "enrolment": Store(contact=("queued_at", "seated_at"), emptied=_GUEST_CARD),
    "presence": Store(contact=("recorded_at",)),
    "observation": Store(contact=("recorded_at",)),
    "signature": Store(contact=("recorded_at",), emptied={"strokes": {}}, confided=("strokes",)),
    "workshop_facilitator": Store(contact=("named_at",), emptied={"name": NOBODY}),
    "diagnosis": Store(
        contact=("started_at", "finished_at", "chosen_at"),
        # A level that was chosen keeps a reason, says the table: the words go.
        emptied={"answers": {}, "chosen_because": lambda row: row.chosen_because and NOBODY},
        stays={
            "public_id": _NUMBER,
            "result": "codes of modules and needs, for the figures",
            "digest": "a fingerprint with a random id in it",
        },
        confided=("answers", "result", "percent", "level", "level_chosen", "chosen_because"),
    ),
    "external_certification": Store(is_deleted=True, contact=("noted_at", "seen_at")),
    # Signed or not: the words go, and what was made of them. That there was a meeting stays, and a correction its why.
    "meeting_note": Store(
        contact=("met_on",),
        emptied={
            "with_whom": NOBODY,
            "done": NOBODY,
            "agreed": "",
            "next_step": "",
            "sha256": "",
            "reason": lambda row: row.reason and NOBODY,
        },
        stays={"public_id": _NUMBER},
        # From its fingerprint a short text could be guessed.
        confided=("met_on", "workshop_id", "with_whom", "done", "agreed", "next_step", "reason", "sha256"),
    ),
    "note_answer": Store(contact=("said_at",), emptied={"words": ""}, confided=("kind", "words")),
    "follow": Store(contact=("started_at",), emptied={"ended_at": lambda row: row.ended_at or row.started_at}),
    "module_choice": Store(
        contact=("chosen_at", "taken_back_at"), stays={"curriculum_code": _CODE, "module_code": _CODE}
    ),
    "interest": Store(contact=("said_at", "taken_back_at")),
    "self_assessment": Store(contact=("said_at",), confided=("level",)),
    # The row counts: that somebody looked back is a step of their way. It has to say something, says the table.
    "workshop_review": Store(
        contact=("written_at",),
        emptied={"went_well": NOBODY, "would_change": ""},
        confided=("went_well", "would_change"),
    ),
    "outcome": Store(contact=("gained_at",), stays={"because": "the code of a curriculum"}),
    "credential": Store(
        by=("edition_id",),
        through="edition",
        contact=(),
        # Signed bytes cannot be guessed from their fingerprint; a copy that somebody kept is known as withdrawn by it.
        unless_published={"body": b"", "sha256": lambda row: row.sha256 if row.kid else ""},
        stays={"kid": "the name of a key"},
    ),
    # What others say of a badge is shown with it: it stays while the badge is published, and goes with it.
    "endorsement_credential": Store(
        by=("endorsement_id",),
        through="endorsement",
        contact=(),
        unless_published={"body": b"", "sha256": ""},
        stays={"kid": "the name of a key"},
    ),
    "endorsement": Store(
        by=("award_id",),
        through="award",
        contact=("invited_at", "answered_at", "withdrawn_at"),
        unless_published={
            "sentences": {"codes": []},
            "words": "",
            "endorser_name": NOBODY,
            "endorser_function": NOBODY,
            "endorser_organisation": NOBODY,
            "siret": None,
            "token_hash": None,
        },
        stays={"public_id": _NUMBER},
        secret=("token_hash",),
        confided=(
            *("sentences", "words", "siret"),
            *("endorser_name", "endorser_function", "endorser_organisation"),
        ),
    ),
    "edition": Store(by=("award_id",), through="award", contact=()),
    "award": Store(
        contact=(
            *("proposed_at", "approved_at", "offered_at", "declined_at", "accepted_at", "revoked_at"),
            "holder_code_at",
        ),
        secret=("holder_code_hash",),
        emptied={"reason": "", "refusal": "", "suspended_because": ""},
        unless_published={"facts": {}, "shown_as": "", "name_shown": None, "holder_code_hash": None},
        stays={"public_code": "the address of a badge, kept for what is said there", "public_id": _NUMBER},
        confided=("reason", "refusal", "suspended_because"),
    ),
    "person_merge": Store(
        by=("kept_id", "merged_id"), contact=("merged_at",), emptied={"moved": []}, stays={"public_id": _NUMBER}
    ),
    "account": Store(
        contact=("created_at",),
        emptied={
            "name": NOBODY,
            "email": None,
            # An account has an identifier, says the table: this one is on no card, and no secret goes with it.
            "card_code": lambda _: random_code(12),
            "secret_hash": "",
        },
        stays={"public_id": _NUMBER, "language": _CODE, "reads_large": _CODE},
        secret=("secret_hash", "card_code"),
        confided=("language", "reads_large"),
    ),
    "person": Store(
        by=("id",),
        contact=("created_at",),
        emptied={
            "first_name": NOBODY,
            "last_name": None,
            "search_key": "",
            "birth_year": None,
            "channel": Channel.PAPER,
            "phone": None,
            "email": None,
            "reference": None,
            "to_anonymise_on": None,
        },
        stays={"public_id": _NUMBER},
    ),
}

# Texts about something shared in which a person may be named: the name is struck out, the rest stays.
STRUCK: Mapping[str, tuple[str, ...]] = {
    "workshop": ("extra_reason", "cancelled_reason", "note"),
    "file_import": ("file_name",),
    "workshop_review": ("went_well", "would_change"),
    "workshop_note": ("text",),
    "workshop_closing": ("sentence", "need"),
}

# Tables from which a chain of keys leads to a person, and whose rows are about nobody.
ABOUT_NOBODY: Mapping[str, str] = {
    "file_import": "a file, and who handed it in; drafts of the person's organisations are dropped, names struck out",
    "import_line": "a line of a draft: dropped with it",
    "award_run": "numbers of badges that were signed or approved together, and who asked for it",
}


def rows_of(name: str, person_ids: Collection[int]) -> ColumnElement[bool]:
    """Which rows of a table are about these people."""
    store, table = STORES[name], table_of(name)
    if not store.through:
        return or_(*(table.c[column].in_(person_ids) for column in store.by))
    between = table_of(store.through)
    wanted = select(between.c.id).where(rows_of(store.through, person_ids))
    return or_(*(table.c[column].in_(wanted) for column in store.by))


def published_of(name: str) -> ColumnElement[bool]:
    """Which rows of these tables belong to a badge that its holder has published, or are shown with it."""
    award, edition, table = table_of("award"), table_of("edition"), table_of(name)
    if name == "award":
        return table.c.state.in_(PUBLISHED)
    if name in {"endorsement", "endorsement_credential"}:
        said = table_of("endorsement")
        shown = select(said.c.id).join(award, award.c.id == said.c.award_id)
        shown = shown.where(award.c.state.in_(PUBLISHED), said.c.state == EndorsementState.SHOWN)
        return (table.c.id if table is said else table.c.endorsement_id).in_(shown)
    kept = select(edition.c.id).join(award, award.c.id == edition.c.award_id).where(award.c.state.in_(PUBLISHED))
    return table.c.edition_id.in_(kept)


def values_for(row: Any, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns of this row become."""
    return {column: value(row) if callable(value) else value for column, value in wanted.items()}


def differs_by_row(wanted: Mapping[str, Any]) -> bool:
    """Whether each row gets a value of its own."""
    return any(callable(value) for value in wanted.values())


def table_of(name: str) -> Table:
    """The table with this name."""
    return Base.metadata.tables[name]
