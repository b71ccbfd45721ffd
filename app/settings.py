"""What can be set from outside: environment variables with the prefix KITH_, or a .env file."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

HOST, PORT = "127.0.0.1", 8000  # where `kith serve` listens when it is told nothing else


class Settings(BaseSettings):
    """Every setting with its default; the README lists each with its reason."""

    model_config = SettingsConfigDict(env_prefix="KITH_", env_file=".env", extra="ignore")

    env: Literal["development", "production"] = "development"
    var: Path = Path("var")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = f"http://{HOST}:{PORT}"
    open_data: Path | None = None
    model_dir: Path | None = None
    country_words: Path | None = None
    places_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    tile_url: str = ""
    tile_attribution: str = ""
    trusted_proxies: str = "127.0.0.1"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def database(self) -> str:
        """The database URL; by default a SQLite file beside the other things that are kept."""
        return self.database_url or f"sqlite:///{self.var / 'kith.db'}"


def address_of(settings: Settings, host: str | None = None, port: int | None = None) -> str:
    """What links begin with: where it is said to be served, else `KITH_BASE_URL`, else this machine.

    A server that listens everywhere is reached from this machine by its own address.
    """
    if host is None and port is None:
        return settings.base_url
    name = HOST if host in (None, "0.0.0.0", "::") else f"[{host}]" if ":" in str(host) else host
    return f"http://{name}:{PORT if port is None else port}"


def secret_key(settings: Settings) -> str:
    """The signing key: as set, else made once and kept in `var`; production must set it."""
    if settings.secret_key:
        return settings.secret_key
    if settings.env == "production":
        raise ValueError("KITH_SECRET_KEY must be set when KITH_ENV=production")
    path = settings.var / "secret_key"
    if not path.exists():
        _make_key(path)
    return path.read_text().strip()


def _make_key(path: Path) -> None:
    """Whole from the first moment on: of processes that start together one makes it, and none reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = mkstemp(dir=path.parent)  # only its owner may read it
    try:
        with os.fdopen(number, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
