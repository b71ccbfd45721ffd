"""Bringing the schema up to date; the metadata comes from the caller, since it lives on a higher floor."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, text

from app.db.engine import for_writing, in_words
from app.kernel.errors import NotReady

SCRIPTS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 0x6B697468  # PostgreSQL: of several nodes that start together one migrates and the others wait


def _config(connection: Connection, metadata: MetaData) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def upgrade(engine: Engine, metadata: MetaData) -> None:
    """Run every migration that has not been run, in one transaction; raises NotReady for a newer Kith's database."""
    with in_words():
        if is_current(engine):  # a reader need not wait for a writer
            return
        with for_writing(engine).begin() as connection:
            move_to(connection, metadata, newest())


def move_to(connection: Connection, metadata: MetaData, revision: str) -> None:
    """Bring the schema up or down to a revision, within the transaction of the connection."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    here = revision_of(connection)
    if here == revision:
        return
    if here is not None and not known(here):
        raise NotReady(f"This database was made by a newer Kith (schema {here}; this one knows up to {newest()}).")
    below = {step.revision for step in _scripts().iterate_revisions(here, "base")} if here else set()
    move = command.downgrade if revision in below else command.upgrade
    move(_config(connection, metadata), revision)


def newest() -> str:
    """The newest migration."""
    return _scripts().get_current_head() or ""


def known(revision: str) -> bool:
    """Whether a migration of this name is among ours."""
    return revision in {step.revision for step in _scripts().walk_revisions()}


def revision_of(connection: Connection) -> str | None:
    """The migration at which a database stands; None when there is no schema."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration."""
    with engine.connect() as connection:
        return revision_of(connection) == newest()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


def draft(engine: Engine, metadata: MetaData, message: str) -> None:
    """Write a new migration from what the tables say and the database lacks (for developers)."""
    with engine.begin() as connection:
        command.revision(_config(connection, metadata), message=message, autogenerate=True)
