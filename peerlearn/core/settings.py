"""Settings, read once from the environment; what is missing stops the start and says what to set."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peerlearn.core.errors import SettingsError

PROJECT = Path(__file__).resolve().parents[2]
_SECRETS = ("PEERLEARN_SECRET_KEY", "PEERLEARN_KEYS_PASSPHRASE", "PEERLEARN_DATABASE_URL", "PEERLEARN_SMTP_URL")
_SHORTEST_SECRET = 16
# What the pages are translated into.
LANGUAGES = ("fr", "en", "ar", "uk", "es")
_MOST_MONTHS = 120


@dataclass(frozen=True)
class Settings:
    """What one installation is told from outside. Addresses carry no trailing slash."""

    database_url: str
    secret_key: str
    keys_passphrase: str
    public_url: str
    badge_url: str
    data_dir: Path
    languages: tuple[str, ...] = LANGUAGES
    smtp_url: str = ""
    queue_url: str = ""
    retention_months: int = 24
    trusted_proxies: int = 0
    fetch_loopback_port: int | None = None
    demo: bool = False
    testing: bool = False

    @property
    def is_https(self) -> bool:
        """Whether cookies can be marked Secure."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read `PEERLEARN_…` from `environ` (default: the process's), `NAME_FILE` for secrets, then `var/demo.env`.

        Raises:
            SettingsError: a needed setting is missing, or a secret is too short to be one.
        """
        values = _values(dict(os.environ if environ is None else environ))
        data_dir = _data_dir(values)
        public_url = _needed(values, "PEERLEARN_PUBLIC_URL").rstrip("/")
        return cls(
            database_url=values.get("PEERLEARN_DATABASE_URL") or f"sqlite:///{data_dir / 'peerlearn.db'}",
            secret_key=_secret(values, "PEERLEARN_SECRET_KEY"),
            keys_passphrase=_secret(values, "PEERLEARN_KEYS_PASSPHRASE"),
            public_url=public_url,
            badge_url=(values.get("PEERLEARN_BADGE_URL") or public_url).rstrip("/"),
            data_dir=data_dir,
            languages=_languages(values),
            smtp_url=values.get("PEERLEARN_SMTP_URL", ""),
            queue_url=values.get("PEERLEARN_QUEUE_URL", ""),
            retention_months=_months(values, "PEERLEARN_RETENTION_MONTHS"),
            trusted_proxies=_count(values, "PEERLEARN_TRUSTED_PROXIES"),
            fetch_loopback_port=_port(values, "PEERLEARN_FETCH_LOOPBACK_PORT"),
            demo=values.get("PEERLEARN_DEMO", "").lower() in {"1", "true", "yes", "on"},
        )


def _values(environ: dict[str, str]) -> dict[str, str]:
    values = {name: value for name, value in environ.items() if name.startswith("PEERLEARN_") and value}
    for name in _SECRETS:
        if file := values.get(f"{name}_FILE"):
            values[name] = _content(Path(file), name)
    if "PEERLEARN_DATABASE_URL" in values:
        return values
    # No production database is named: the demonstration's own file fills what the shell does not say.
    return _read_env_file(_data_dir(values) / "demo.env") | values


def _content(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise SettingsError(f"{name}_FILE names {file}, which cannot be read: {problem.strerror}") from problem


def _read_env_file(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _data_dir(values: Mapping[str, str]) -> Path:
    return PROJECT / values.get("PEERLEARN_DATA_DIR", "var")


def _needed(values: Mapping[str, str], name: str) -> str:
    if value := values.get(name):
        return value
    raise SettingsError(f"set {name} (or run `make run` for the demonstration)")


def _languages(values: Mapping[str, str]) -> tuple[str, ...]:
    """Those that the pages are offered in. French is always among them: what a page lacks is said in French."""
    asked = tuple(dict.fromkeys(values.get("PEERLEARN_LANGUAGES", " ".join(LANGUAGES)).replace(",", " ").split()))
    if "fr" in asked and set(asked) <= set(LANGUAGES):
        return asked
    raise SettingsError(
        f"PEERLEARN_LANGUAGES takes languages among {' '.join(LANGUAGES)}, fr always one: not {' '.join(asked)!r}"
    )


def _count(values: Mapping[str, str], name: str) -> int:
    value = values.get(name, "0").strip()
    if value.isascii() and value.isdigit() and len(value) == 1:
        return int(value)
    raise SettingsError(f"{name} is how many proxies stand before the program, such as 0 or 1; it says {value!r}")


def _months(values: Mapping[str, str], name: str) -> int:
    """After how many months without contact people are anonymised: two years are the CNIL's advice."""
    value = values.get(name, "24").strip()
    if value.isascii() and value.isdigit() and 1 <= int(value[:4]) <= _MOST_MONTHS:
        return int(value)
    raise SettingsError(f"{name} is a number of months from 1 to {_MOST_MONTHS}; it says {value!r}")


def _port(values: Mapping[str, str], name: str) -> int | None:
    """One port of this machine that the check of other issuers' badges may ask, in tests; nobody else sets it."""
    value = values.get(name, "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit() and 0 < int(value[:6]) < 65_536:
        return int(value)
    raise SettingsError(f"{name} is a port, such as 8000; it says {value!r}")


def _secret(values: Mapping[str, str], name: str) -> str:
    value = _needed(values, name)
    if len(value) < _SHORTEST_SECRET:
        raise SettingsError(f"{name} is too short: at least {_SHORTEST_SECRET} characters, better 40 random ones")
    return value
