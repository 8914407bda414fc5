"""Who may follow people."""

from peerlearn.core.permissions import Role

# Somebody of the office. A supervisor is told who is away when, and follows nobody; who leads or learns neither.
FOLLOWERS = frozenset({Role.NATIONAL, Role.COORDINATOR, Role.STAFF})
