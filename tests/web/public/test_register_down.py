"""A register that does not answer decides nothing: neither a yes nor a no, and never a failure of ours."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from peerlearn.core.db import db
from tests.counting import listening
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, heading

UNDECIDED = "Nous n’avons pas pu vérifier"
TABLES = ("issuer_profile", "issuer_key", "edition", "credential")


@pytest.mark.parametrize("table", TABLES)
def test_whatever_part_of_the_register_is_down_the_answer_is_that_nobody_can_tell(shown: Shown, table: str) -> None:
    given = [shown.token.encode(), shown.assertion, shown.picture, shown.code.encode()]
    assert heading(hand_in(shown.browser, given[0], "badge")) == "Ce badge est authentique"
    with shown.app.app_context():
        engine = db.engine
    with listening(engine, "before_cursor_execute", _down(table)):
        asked = [hand_in(shown.browser, one, "badge") for one in given]
        asked.append(shown.browser.get(f"/verify?code={shown.code}").text)
    assert {heading(page) for page in asked} <= {UNDECIDED, "Ce badge est authentique"}
    assert heading(asked[0]) == UNDECIDED


def _down(table: str) -> Callable[..., None]:
    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if f" {table}" in statement:
            raise OperationalError(statement, None, Exception("the connection is closed"))

    return refuse
