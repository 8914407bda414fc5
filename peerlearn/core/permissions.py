"""Who may do what: one table, role → permissions. What a track's outcome adds comes on top (`peerlearn.tracks`)."""

from enum import StrEnum


class Role(StrEnum):
    """What an account is, at one organisation, from one day to another."""

    NATIONAL = "national"
    COORDINATOR = "coordinator"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    FACILITATOR = "facilitator"
    LEARNER = "learner"


class Capability(StrEnum):
    """A part of the product that an organisation may leave switched off: it starts small and goes at its own pace."""

    DIAGNOSIS = "diagnosis"
    WORKSHOPS = "workshops"
    FOLLOW_UP = "follow_up"
    BADGES = "badges"


class Permission(StrEnum):
    """One thing a person may do. A view asks for exactly one."""

    MANAGE_PROGRAMME = "manage_programme"
    # What badges are signed with: of the whole programme, whatever its houses do without.
    MANAGE_KEYS = "manage_keys"
    SEE_ORGANISATIONS = "see_organisations"
    MANAGE_ORGANISATIONS = "manage_organisations"
    SWITCH_CAPABILITIES = "switch_capabilities"
    INVITE_ACCOUNTS = "invite_accounts"
    SEE_PEOPLE = "see_people"
    REGISTER_PEOPLE = "register_people"
    TRANSFER_PEOPLE = "transfer_people"
    FOLLOW_PEOPLE = "follow_people"
    # Of meetings with people of one's own house: staff, and facilitators to whom the house gives it.
    WRITE_NOTES = "write_notes"
    ERASE_PEOPLE = "erase_people"
    SEE_CURRICULA = "see_curricula"
    SEE_WORKSHOPS = "see_workshops"
    PLAN_WORKSHOPS = "plan_workshops"
    ENROL = "enrol"
    RUN_WORKSHOPS = "run_workshops"
    # The app on the phone: for workshops, for conversations, or for both, as the house has them.
    USE_PHONE = "use_phone"
    SEE_AWARDS = "see_awards"
    PROPOSE_AWARDS = "propose_awards"
    APPROVE_AWARDS = "approve_awards"
    RECORD_ACCEPTANCE = "record_acceptance"
    REVOKE_AWARDS = "revoke_awards"
    # What a badge says and asks for: of the programme's for the national team, of a partner's for its coordinators.
    DEFINE_BADGES = "define_badges"
    SEE_OWN_PATH = "see_own_path"
    SEE_DIAGNOSES = "see_diagnoses"
    DIAGNOSE = "diagnose"
    # Of a person from outside: gained by being trained, asked by whoever lets them meet people.
    MEET_PEOPLE = "meet_people"


_OFFICE = frozenset(
    {
        Permission.SEE_ORGANISATIONS,
        Permission.SWITCH_CAPABILITIES,
        Permission.INVITE_ACCOUNTS,
        Permission.SEE_PEOPLE,
        Permission.REGISTER_PEOPLE,
        Permission.FOLLOW_PEOPLE,
        Permission.WRITE_NOTES,
        Permission.SEE_DIAGNOSES,
        Permission.SEE_CURRICULA,
        Permission.SEE_WORKSHOPS,
        Permission.PLAN_WORKSHOPS,
        Permission.ENROL,
        Permission.RUN_WORKSHOPS,
        Permission.USE_PHONE,
        Permission.SEE_AWARDS,
        Permission.PROPOSE_AWARDS,
        Permission.RECORD_ACCEPTANCE,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.NATIONAL: _OFFICE
    | {
        Permission.MANAGE_PROGRAMME,
        Permission.MANAGE_KEYS,
        Permission.MANAGE_ORGANISATIONS,
        Permission.TRANSFER_PEOPLE,
        Permission.ERASE_PEOPLE,
        Permission.APPROVE_AWARDS,
        Permission.REVOKE_AWARDS,
        Permission.DEFINE_BADGES,
    },
    Role.COORDINATOR: _OFFICE
    | {
        Permission.MANAGE_ORGANISATIONS,
        Permission.TRANSFER_PEOPLE,
        Permission.ERASE_PEOPLE,
        Permission.APPROVE_AWARDS,
        Permission.REVOKE_AWARDS,
        Permission.DEFINE_BADGES,
    },
    Role.STAFF: _OFFICE,
    Role.SUPERVISOR: frozenset({Permission.SEE_WORKSHOPS}),
    Role.FACILITATOR: frozenset({Permission.RUN_WORKSHOPS, Permission.USE_PHONE, Permission.SEE_OWN_PATH}),
    Role.LEARNER: frozenset({Permission.SEE_OWN_PATH}),
}

# What a finished track opens to these roles alone: a supervisor who was trained still never sees an answer.
ONLY_FOR: dict[Permission, frozenset[Role]] = {
    Permission.DIAGNOSE: frozenset({Role.NATIONAL, Role.COORDINATOR, Role.STAFF}),
}

# What each permission is a part of; where an organisation switched that off, the permission reaches none of its rows.
# A permission that is not here belongs to what every organisation has. One's own path is the person's, never switched.
CAPABILITY_OF: dict[Permission, Capability] = {
    Permission.SEE_DIAGNOSES: Capability.DIAGNOSIS,
    Permission.DIAGNOSE: Capability.DIAGNOSIS,
    Permission.FOLLOW_PEOPLE: Capability.FOLLOW_UP,
    Permission.WRITE_NOTES: Capability.FOLLOW_UP,
    Permission.SEE_CURRICULA: Capability.WORKSHOPS,
    Permission.SEE_WORKSHOPS: Capability.WORKSHOPS,
    Permission.PLAN_WORKSHOPS: Capability.WORKSHOPS,
    Permission.ENROL: Capability.WORKSHOPS,
    Permission.RUN_WORKSHOPS: Capability.WORKSHOPS,
    Permission.SEE_AWARDS: Capability.BADGES,
    Permission.PROPOSE_AWARDS: Capability.BADGES,
    Permission.APPROVE_AWARDS: Capability.BADGES,
    Permission.RECORD_ACCEPTANCE: Capability.BADGES,
    Permission.REVOKE_AWARDS: Capability.BADGES,
    Permission.DEFINE_BADGES: Capability.BADGES,
}

# A role is granted only downward: nobody makes someone who may do more than they may.
_MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.NATIONAL: frozenset(Role),
    Role.COORDINATOR: frozenset({Role.STAFF, Role.SUPERVISOR, Role.FACILITATOR, Role.LEARNER}),
    Role.STAFF: frozenset({Role.SUPERVISOR, Role.FACILITATOR, Role.LEARNER}),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that these roles allow together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def gained_by(roles: frozenset[Role], outcomes: frozenset[Permission]) -> frozenset[Permission]:
    """What the outcomes of tracks add for someone with these roles."""
    return frozenset(gained for gained in outcomes if gained not in ONLY_FOR or roles & ONLY_FOR[gained])


def may_grant(granting: Role, granted: Role) -> bool:
    """Whether someone with the role `granting` may give the role `granted`."""
    return granted in _MAY_GRANT.get(granting, frozenset())
