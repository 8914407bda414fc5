"""The shell of the app: kept on the phone, so nothing in it is about anybody, and its code is ours alone."""

import json
import re

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import LEARNERS, Cast
from tests.factories.attendance import stored_workshop
from tests.stage import ClientOf


def _code_of(page: str) -> str:
    found = re.search(r'<script type="module" src="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def _shell_of(client: FlaskClient) -> str:
    answer = client.get("/field")
    assert answer.status_code == 200
    return answer.text


def _words_of(page: str) -> dict[str, str]:
    found = re.search(r'<script id="shell" type="application/json">(.*?)</script>', page)
    assert found is not None
    words: dict[str, str] = json.loads(found.group(1))["words"]
    return words


def test_the_shell_is_the_same_for_everyone_and_names_nobody(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    with app.app_context():
        staged = stored_workshop(cast)
    shell = _shell_of(client_of("moussa"))
    assert shell == _shell_of(client_of("samira"))
    assert not [name for name in (*LEARNERS, "Moussa", "Samira", staged.public_id) if name in shell]
    assert "csrf" not in shell.casefold()
    assert _words_of(shell)["tab_room"] == "Qui est là"


def test_the_shell_speaks_the_language_of_the_account(client_of: ClientOf) -> None:
    moussa = client_of("moussa")
    kept = moussa.get("/sw.js").text
    moussa.post("/language/en")
    assert _words_of(_shell_of(moussa))["tab_room"] == "Who is here"
    assert moussa.get("/sw.js").text != kept


def test_only_code_of_ours_runs_in_it(client_of: ClientOf) -> None:
    answer = client_of("moussa").get("/field")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "nonce" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_does_not_run_workshops_has_no_app(client_of: ClientOf) -> None:
    assert client_of("moussa").get("/field").status_code == 200
    assert client_of("awa").get("/field").status_code == 403
    assert client_of("").get("/field").headers["Location"] == "/sign-in?next=/field"


def test_the_worker_keeps_files_that_are_there_and_no_answer_about_anybody(client_of: ClientOf) -> None:
    moussa = client_of("moussa")
    worker = moussa.get("/sw.js")
    assert worker.content_type.startswith("text/javascript")
    listed = re.search(r"const FILES = (\[.*\]);", worker.text)
    assert listed is not None
    files = json.loads(listed.group(1))
    assert _code_of(_shell_of(moussa)) in files
    assert {client_of("").get(file, buffered=True).status_code for file in files} == {200}
    assert not [file for file in files if file.startswith("/api/")]


def test_code_of_a_former_version_is_not_kept_under_the_name_of_the_new_one(client_of: ClientOf) -> None:
    moussa = client_of("moussa")
    address = _code_of(_shell_of(moussa))
    assert "immutable" in moussa.get(address).headers["Cache-Control"]
    former = moussa.get(address.replace(address.split("/")[3], "0123456789ab"))
    assert (former.status_code, former.headers["Cache-Control"]) == (200, "no-store")
    for name in ("worker.js", "field.css", "nothing.js", "..%2fpage.js"):
        assert moussa.get(f"/field/code/0123456789ab/{name}").status_code == 404


def test_the_manifest_lets_a_phone_install_it(client_of: ClientOf) -> None:
    nobody = client_of("")
    manifest = nobody.get("/field/manifest.json").get_json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/field", "/field", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert {nobody.get(icon["src"], buffered=True).content_type for icon in manifest["icons"]} == {"image/png"}


def test_signing_out_empties_the_browser_unless_marks_wait_there(client_of: ClientOf) -> None:
    assert client_of("moussa").post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
    kept = client_of("moussa").post("/sign-out", data={"keep": "1"})
    assert kept.status_code == 302
    assert "Clear-Site-Data" not in kept.headers
