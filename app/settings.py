"""What can be set from outside: environment variables with the prefix KITH_, or a .env file."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

HOST, PORT = "127.0.0.1", 8000  # where `kith serve` listens when it is told nothing else


def _begins(*beginnings: str) -> AfterValidator:
    """An address that is empty or begins like one of these: without it links and letters would lead nowhere."""

    def checked(address: str) -> str:
        if address and not address.startswith(beginnings):
            raise ValueError(f"it begins with {' or '.join(beginnings)}")
        return address

    return AfterValidator(checked)


Web = Annotated[str, _begins("https://", "http://")]
Mail = Annotated[str, _begins("smtp://", "smtps://")]


def _as_known(url: object) -> object:
    """Hosts hand out "postgres://", a spelling that SQLAlchemy knows no more."""
    return re.sub("^postgres://", "postgresql://", url) if isinstance(url, str) else url


Database = Annotated[str, _begins("sqlite:", "postgresql"), BeforeValidator(_as_known)]


class Settings(BaseSettings):
    """Every setting with its default; the README lists each with its reason."""

    model_config = SettingsConfigDict(env_prefix="KITH_", env_file=".env", extra="ignore")

    env: Literal["development", "production"] = "development"
    var: Path = Path("var")
    database_url: Database = ""
    secret_key: str = ""
    base_url: Web = f"http://{HOST}:{PORT}"
    open_data: Path | None = None
    model_dir: Path | None = None
    country_words: Path | None = None
    places_url: Web = ""
    smtp_url: Mail = ""
    mail_from: str = ""
    oidc_issuer: Web = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    tile_url: Web = ""
    tile_attribution: str = ""
    trusted_proxies: str = "127.0.0.1"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def database(self) -> str:
        """The database URL; by default a SQLite file beside the other things that are kept."""
        return self.database_url or f"sqlite:///{self.var / 'kith.db'}"


def what_is_wrong(error: ValidationError) -> str:
    """A line for each setting that cannot be used; what was set is not repeated, a password may stand in it."""
    lines = []
    for each in error.errors(include_url=False, include_input=False):
        name, said = "KITH_" + "_".join(map(str, each["loc"])).upper(), each["msg"]
        lines.append(f"{name} cannot be used: {said.removeprefix('Value error, ').removeprefix('Input should be ')}.")
    return "\n".join(lines)


def address_of(settings: Settings, host: str | None = None, port: int | None = None) -> str:
    """What links begin with: where it is said to be served, else `KITH_BASE_URL`, else this machine.

    A server that listens everywhere is reached from this machine by its own address.
    """
    if host is None and port is None:
        return settings.base_url
    name = HOST if host in (None, "0.0.0.0", "::") else f"[{host}]" if ":" in str(host) else host
    return f"http://{name}:{PORT if port is None else port}"


def key_problem(settings: Settings) -> str:
    """Why nothing could be signed, in a sentence; empty when it can."""
    missing = settings.env == "production" and not settings.secret_key
    return "KITH_SECRET_KEY must be set when KITH_ENV=production." if missing else ""


def var_problem(settings: Settings) -> str:
    """Why nothing can be kept in `var`, in a sentence; empty when it can. Only looks; the folder is not made."""
    there = next(path for path in (settings.var, *settings.var.absolute().parents) if path.exists())
    if not there.is_dir():
        return f"KITH_VAR cannot be used: {there} is a file and not a folder."
    return "" if os.access(there, os.W_OK | os.X_OK) else f"KITH_VAR cannot be used: {there} cannot be written."


def secret_key(settings: Settings) -> str:
    """The signing key: as set, else made once and kept in `var`; production must set it."""
    if settings.secret_key:
        return settings.secret_key
    if problem := key_problem(settings):
        raise ValueError(problem)
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
