"""Few places may look past the row guard; each is here with its reason, and none loads a row that someone is shown."""

import ast

from tests.house.sources import python_files, tree

EVERYTHING = {
    "peerlearn/attendance/room.py": "the national team marks anywhere",
    "peerlearn/commands/working.py": "whoever may run a command on the server may see the database",
    "peerlearn/web/account/views.py": "before sign-in nobody is known; a link is its own permission",
    "peerlearn/web/kit/background.py": "a row says what is to be done, and was written by whoever may ask for it",
    "peerlearn/web/kit/session.py": "who is asking is found out before their scope is known; the national team",
    "peerlearn/web/public/blueprint.py": "an issued badge is public",
}
BEYOND = {
    "peerlearn/attendance/conversations.py": "whether a conversation's id was sent before, by whomever",
    "peerlearn/attendance/counting.py": "whether a card that was held to the camera is this person's",
    "peerlearn/attendance/desk.py": "whether who sends a mark led that workshop before",
    "peerlearn/attendance/outcomes.py": "what a person gains follows them, whichever house marked their presence",
    "peerlearn/attendance/pocket.py": "what somebody needs stands on the guest card; never an answer",
    "peerlearn/attendance/queries.py": "a person's own record is whole wherever it was written",
    "peerlearn/attendance/room.py": "a guest's card in the room",
    "peerlearn/attendance/sync.py": "whether a mark's id was sent before, by whomever",
    "peerlearn/attendance/wanting.py": "what a person did counts wherever it was",
    "peerlearn/awards/criteria.py": "what earned a badge may have happened elsewhere",
    "peerlearn/awards/signing.py": "a list of withdrawals holds places of every organisation",
    "peerlearn/core/audit.py": "an act is noted whoever did it, with one statement for many",
    "peerlearn/facilitators/queries.py": "a person's own record is whole wherever it was written",
    "peerlearn/lifecycle/access.py": "a person's own data is whole wherever it was written",
    "peerlearn/lifecycle/erasure.py": "what is known of one person is wherever they were",
    "peerlearn/lifecycle/merging.py": "the whole record of one person goes along, wherever it was written",
    "peerlearn/lifecycle/parting.py": "what a merge moved goes back, wherever that is",
    "peerlearn/lifecycle/retention.py": "the last contact counts wherever it was; only its day is told",
    "peerlearn/lifecycle/positions.py": "seats to come go along with what somebody is by then, wherever they are",
    "peerlearn/notes/answering.py": "a person answers what was written of them, in whichever house it was",
    "peerlearn/notes/queries.py": "a person's own record is whole wherever it was written",
    "peerlearn/people/queries.py": "what somebody who left is called where they were",
    "peerlearn/resources/queries.py": "what a host added to a module, for who is in its workshops",
    "peerlearn/reports/badges.py": "how many hold a badge anywhere; only whether they are enough leaves",
    "peerlearn/reports/queries.py": "who moved since stays counted where it happened; only counts leave",
    "peerlearn/workshops/engagements.py": "the theme and the host of a workshop one sits in or leads",
    "peerlearn/workshops/expected.py": "a seat that was kept before somebody moved",
    "peerlearn/workshops/leading.py": "someone who leads may belong elsewhere",
    "peerlearn/workshops/locking.py": "a guest's person takes or leaves a seat of the host's",
    "peerlearn/workshops/queries.py": "counts of a waiting list, and who is taken at that hour",
    "peerlearn/workshops/readiness.py": "what a person gained follows them, whichever house noted it",
    "peerlearn/workshops/uses.py": "whether a module was ever used, by whomever",
}


def test_only_the_listed_files_see_everything() -> None:
    assert _files_calling("Scope.everything") == set(EVERYTHING)


def test_only_the_listed_files_look_beyond_their_scope() -> None:
    assert _files_calling("scope.beyond", "beyond") == set(BEYOND)


def test_each_gives_its_reason_in_words() -> None:
    for name in {*EVERYTHING, *BEYOND}:
        for call in _calls(name):
            reason = call.args[-1]
            assert not (isinstance(reason, ast.Constant) and len(str(reason.value)) < 15), f"{name}:{call.lineno}"


def _calls(name: str) -> list[ast.Call]:
    wanted = {"Scope.everything", "scope.beyond", "beyond"}
    return [node for node in ast.walk(tree(name)) if isinstance(node, ast.Call) and ast.unparse(node.func) in wanted]


def _files_calling(*functions: str) -> set[str]:
    return {
        name
        for name in python_files("peerlearn")
        if name != "peerlearn/core/scope.py"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in functions
    }
