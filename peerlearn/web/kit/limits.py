"""What no page of ours ever sends is refused before anything is read of the database, or asked of it.

A form larger than any of ours, more fields than any of ours, a NUL (which PostgreSQL cannot store and SQLite can).
"""

from flask import Flask, abort, request
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_FORM = 200_000
MOST_FIELDS = 100
# The box of verification takes files of 30 MB together (a photograph of 12 MB is read), or the text of a badge: 200 kB,
# more when it is sent escaped. An import takes a file of 5 MB.
_LARGEST_PILE = 30 * 1024 * 1024 + LARGEST_FORM
_LARGEST_FILE = 6 * 1024 * 1024
_LARGEST_TEXT = 1_000_000
_TAKES_A_BADGE = {"public.verify", "public.verify_by_program"}
# A phone that was long without network sends signatures too.
_TAKES_MARKS = "field.sync"
TAKES_A_FILE = {"imports.people", "imports.organisations"}
# A resource of a module, and the words around it.
TAKES_A_RESOURCE = "resources.new"
_LARGEST_RESOURCE = 11 * 1024 * 1024
_ESCAPED = "application/x-www-form-urlencoded"
_NUL = "\0"


def arm(app: Flask) -> None:
    """Refuse first: this must be registered before whatever else reads a form."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.config["MAX_FORM_PARTS"] = MOST_FIELDS
    app.before_request(_refuse_too_much)
    app.before_request(_refuse_nul)


def _refuse_too_much() -> None:
    is_escaped = request.mimetype == _ESCAPED
    if request.endpoint in _TAKES_A_BADGE:
        request.max_form_memory_size = _LARGEST_TEXT
        is_file = request.mimetype == "multipart/form-data"
        request.max_content_length = _LARGEST_PILE if is_file else _LARGEST_TEXT
    if request.endpoint == _TAKES_MARKS:
        request.max_content_length = _LARGEST_TEXT
    if request.endpoint in TAKES_A_FILE:
        request.max_content_length = _LARGEST_FILE
    if request.endpoint == TAKES_A_RESOURCE:
        request.max_content_length = _LARGEST_RESOURCE
    # Counted before it is taken apart: six million bytes of "a&" are three million fields, and a second and a half.
    if is_escaped and request.get_data(cache=True).count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge


def _refuse_nul() -> None:
    if _NUL in request.path:
        abort(404)
    pairs = [*request.args.items(multi=True)]
    # A page with a form says so itself, beside the text, and keeps what was typed; a button sends none.
    shows_form = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    pairs += [] if shows_form else request.form.items(multi=True)
    if any(_NUL in name or _NUL in value for name, value in pairs):
        abort(400)
