"""A register that does not answer decides nothing: neither a yes nor a no, and never a failure of ours."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from peerlearn.core.db import db
from tests.counting import listening
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, heading

AUTHENTIC, UNDECIDED = "Ce badge est authentique", "Nous n’avons pas pu vérifier"
TABLES = ("issuer_profile", "issuer_key", "edition", "credential")
# When the signature of the first form is checked: the others are asked for over a line that is cut already.
A_KEY = "issuer_key.kid,"


@pytest.mark.parametrize("table", TABLES)
def test_wherever_the_line_to_the_register_is_cut_the_answer_is_that_nobody_can_tell(shown: Shown, table: str) -> None:
    given = {
        "token": shown.token.encode(),
        "assertion": shown.assertion,
        "picture": shown.picture,
        "code": shown.code.encode(),
    }

    def asked() -> dict[str, str]:
        pages = {name: heading(hand_in(shown.browser, one, "badge")) for name, one in given.items()}
        told = shown.browser.post("/api/v1/verify", json={"inputs": [shown.token, shown.code]}).get_json()["results"]
        in_address = heading(shown.browser.get(f"/verify?code={shown.code}").text)
        return {**pages, "in its address": in_address, "for programs": " ".join(one["verdict"] for one in told)}

    assert set(asked().values()) == {AUTHENTIC, "valid valid"}
    with shown.app.app_context():
        engine = db.engine
    with listening(engine, "before_cursor_execute", _cut_at(table)):
        while_down = asked()
    nobody_can_tell = dict.fromkeys([*given, "in its address"], UNDECIDED)
    assert while_down == {**nobody_can_tell, "for programs": "could_not_be_checked could_not_be_checked"}
    assert set(asked().values()) == {AUTHENTIC, "valid valid"}, "and the next one is told again"


@pytest.mark.parametrize("table", [*TABLES, A_KEY])
def test_the_page_of_a_badge_says_that_it_is_not_there_for_a_moment(shown: Shown, table: str) -> None:
    with shown.app.app_context():
        engine = db.engine
    with listening(engine, "before_cursor_execute", _cut_at(table)):
        answers = [
            shown.browser.get(shown.page),
            shown.browser.get(f"{shown.page}/verdict.pdf"),
            shown.browser.post(f"{shown.page}/holder", data={"holder_code": ""}),
        ]
    assert [(one.status_code, one.headers["Retry-After"]) for one in answers] == [(503, "5")] * 3
    assert heading(shown.browser.get(shown.page).text) == AUTHENTIC


def _cut_at(table: str) -> Callable[..., None]:
    """The line is cut when this table is asked: each further statement of the transaction hears so from SQLAlchemy."""

    def cut(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if f" {table}" not in statement:
            return
        if connection.dialect.name == "postgresql":
            line: object = connection.connection.driver_connection
            with connection.engine.connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({line.info.backend_pid}, 5000)")  # type: ignore[attr-defined]
        else:
            connection.invalidate()
            raise OperationalError(statement, None, Exception("disk I/O error"))

    return cut
