"""No address breaks on a NUL, which PostgreSQL cannot store: whatever is asked for is not there."""

from flask import Flask

from tests.house.story import Story, routes
from tests.stage import ClientOf


def test_no_address_breaks_on_a_nul(app: Flask, story: Story, client_of: ClientOf) -> None:
    clients = [client_of(name) for name in ("nadia", "samira", "awa")]
    broken: dict[str, set[int]] = {}
    for rule, method in routes(app):
        values = dict.fromkeys(rule.arguments, "1" if "int:" in rule.rule else "\0")
        try:
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
        except ValueError:  # a converter of identifiers has no place for it
            continue
        statuses = (
            {client.open(address, method=method).status_code for client in clients} if "%00" in address else {404}
        )
        statuses |= {client.open(f"{story.address(app, rule)}?q=%00", method=method).status_code for client in clients}
        broken |= {f"{method} {rule.rule}": statuses} if statuses - {302, 400, 403, 404} else {}
    assert broken == {}
