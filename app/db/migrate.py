"""Bringing the schema up to date; the metadata comes from the caller, since it lives on a higher floor."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData

from app.db.engine import for_writing, in_words

SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection, metadata: MetaData) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def upgrade(engine: Engine, metadata: MetaData) -> None:
    """Run every migration that has not been run, in one transaction."""
    with in_words():
        if is_current(engine):  # a reader need not wait for a writer
            return
        with for_writing(engine).begin() as connection:
            command.upgrade(_config(connection, metadata), "head")


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration."""
    head = ScriptDirectory(str(SCRIPTS)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def draft(engine: Engine, metadata: MetaData, message: str) -> None:
    """Write a new migration from what the tables say and the database lacks (for developers)."""
    with engine.begin() as connection:
        command.revision(_config(connection, metadata), message=message, autogenerate=True)
