"""The application, for `flask --app app …` and for any WSGI server."""

from peerlearn.factory import create_app

app = create_app()
