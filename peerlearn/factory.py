"""The one place where everything is joined."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from peerlearn import commands
from peerlearn.commands.keys import try_before_serving
from peerlearn.core.db import db
from peerlearn.core.settings import PROJECT, Settings
from peerlearn.people import gone
from peerlearn.web import site
from peerlearn.web.kit import limits
from peerlearn.web.public import kept
from peerlearn.web.public.views import exempt_from_csrf

FEATURES = (
    "organisations",
    "people",
    "accounts",
    "imports",
    "tracks",
    "resources",
    "diagnoses",
    "workshops",
    "attendance",
    "followup",
    "notes",
    "awards",
    "lifecycle",
)
_ONE_YEAR = timedelta(days=365)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, set up by `settings` (default: read from the environment).

    Raises:
        SettingsError: something needed is not set, or a signing key cannot be used, in words.
        RuntimeError: a view does not say who may reach it.
    """
    settings = settings or Settings.from_environment()
    load_models()
    app = Flask(
        "peerlearn",
        root_path=str(PROJECT),
        template_folder=str(PROJECT / "templates"),
        static_folder=str(PROJECT / "static"),
    )
    app.config.from_mapping(_configuration(settings))
    app.extensions["peerlearn-settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    db.init_app(app)
    Migrate(app, db, directory=str(PROJECT / "migrations"), render_as_batch=True)
    limits.arm(app)
    csrf = CSRFProtect(app)
    site.build(app, settings)
    exempt_from_csrf(csrf)
    kept.arm(app)
    if settings.trusted_proxies:
        # Whom a try to sign in comes from. Never the host: addresses come from the settings.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=0
        )
    commands.register(app)
    try_before_serving(settings)
    return app


def load_models() -> None:
    """Make every table known: a feature that no page imports still has its tables. And the guard over who is gone."""
    for feature in FEATURES:
        import_module(f"peerlearn.{feature}.models")
    gone.arm()


def _configuration(settings: Settings) -> dict[str, object]:
    url = settings.database_url
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": url,
        # What was about to be written, names included, never stands in an error or a log.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_pre_ping": url.startswith("postgresql")},
        "TRANSLATIONS": Path(__file__).parent / "translations",
        "SEND_FILE_MAX_AGE_DEFAULT": _ONE_YEAR,
        "SESSION_COOKIE_NAME": "peerlearn",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # kit/security looks at the Origin, which every browser sends
    }
