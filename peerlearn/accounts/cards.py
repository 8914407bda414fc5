"""Access cards: a code to print and a PIN to say, for someone without e-mail. They flush and never commit."""

from datetime import date, datetime

from peerlearn.accounts import queries
from peerlearn.accounts.actions import end_sessions, give_role, hash_of, new_card_code, new_pin, open_account
from peerlearn.accounts.models import Account
from peerlearn.core import audit, clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role, may_grant
from peerlearn.people.models import Person


def give_card(  # noqa: PLR0913 - to whom, as what, by whom, when
    person: Person, role: Role, *, granting: Role | None, by: int | None, now: datetime, on: date
) -> tuple[Account, str]:
    """Open an account for someone without e-mail: returns it with the PIN, which is shown once and kept nowhere.

    Raises:
        DomainError: `accounts.may_not_grant`, `accounts.person_has_account`.
    """
    if granting is None or role not in {Role.FACILITATOR, Role.LEARNER} or not may_grant(granting, role):
        raise DomainError("accounts.may_not_grant")
    if queries.find_account_of(person.id):
        raise DomainError("accounts.person_has_account")
    pin = new_pin()
    account = open_account(person.full_name, secret_hash=hash_of(pin), now=now, person=person)
    give_role(account, role, organisation_id=person.organisation_id, on=on)
    audit.record(
        db.session(), "account.card_given", account, account_id=by, organisation_id=person.organisation_id, role=role
    )
    return account, pin


def let_lead(account: Account, person: Person, *, granting: Role | None, by: int | None, on: date) -> None:
    """Let someone with an access card lead workshops too: learners become facilitators.

    Raises:
        DomainError: `accounts.may_not_grant`.
    """
    if granting is None or not may_grant(granting, Role.FACILITATOR):
        raise DomainError("accounts.may_not_grant")
    if Role.FACILITATOR in queries.roles_of(account, organisation_id=person.organisation_id, on=on):
        return
    give_role(account, Role.FACILITATOR, organisation_id=person.organisation_id, on=on)
    audit.record(
        db.session(),
        "account.role_given",
        account,
        account_id=by,
        organisation_id=person.organisation_id,
        role=Role.FACILITATOR,
    )


def renew_card(account: Account, person: Person, *, granting: Role | None, by: int | None, now: datetime) -> str:
    """A lost card: a new code and PIN, the old ones stop, open sessions end. Returns the PIN, shown once.

    Raises:
        DomainError: `accounts.no_card` for someone who signs in by e-mail; `accounts.may_not_grant` when the account
            may do, anywhere, what whoever asks could not have given.
    """
    if account.card_code is None:
        raise DomainError("accounts.no_card")
    held = queries.standings_of(account, on=clock.day_of(now))
    if granting is None or not all(may_grant(granting, standing.role) for standing in held):
        raise DomainError("accounts.may_not_grant")
    pin = new_pin()
    account.card_code = new_card_code()
    account.secret_hash = hash_of(pin)
    end_sessions(account, now=now)
    audit.record(db.session(), "account.card_renewed", account, account_id=by, organisation_id=person.organisation_id)
    return pin
