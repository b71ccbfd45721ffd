"""What can be set from outside: environment variables with the prefix KITH_, or a .env file."""

import secrets
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting with its default; the README lists each with its reason."""

    model_config = SettingsConfigDict(env_prefix="KITH_", env_file=".env", extra="ignore")

    env: Literal["development", "production"] = "development"
    var: Path = Path("var")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    open_data: Path | None = None
    model_dir: Path | None = None
    places_url: str = ""
    trusted_proxies: str = "127.0.0.1"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def database(self) -> str:
        """The database URL; by default a SQLite file beside the other things that are kept."""
        return self.database_url or f"sqlite:///{self.var / 'kith.db'}"


def secret_key(settings: Settings) -> str:
    """The signing key: as set, else made once and kept in `var`; production must set it."""
    if settings.secret_key:
        return settings.secret_key
    if settings.env == "production":
        raise ValueError("KITH_SECRET_KEY must be set when KITH_ENV=production")
    path = settings.var / "secret_key"
    if not path.exists():
        settings.var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
