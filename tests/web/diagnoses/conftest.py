"""A trained Samira: her account is tied to her own record, and she attended the staff track."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.factories.training import tie, train

Train = Callable[[str], None]


@pytest.fixture
def be_someone(app: Flask, cast: Cast) -> Callable[[str, str], None]:
    """`be_someone("samira", "claire")`: the account is the one of that person."""

    def become(account: str, person: str) -> None:
        with app.app_context():
            tie(cast, account, person)

    return become


@pytest.fixture
def trained(app: Flask, cast: Cast) -> Train:
    """`trained("samira")`: they finished the staff track."""

    def finish(account: str) -> None:
        with app.app_context():
            train(cast, account)

    return finish
