"""Runs Alembic's migrations with the metadata and connection the caller gives."""

from typing import Any, Literal

from alembic import context


def _render(kind: str, value: Any, autogen: Any) -> str | Literal[False]:
    """Write our own types as plain SQLAlchemy ones, so that a migration never depends on today's code."""
    if kind == "type" and type(value).__module__ == "app.db.types":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(value).__module__.startswith("sqlmodel"):
        return f"sa.String(length={value.length})" if value.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_item=_render,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
