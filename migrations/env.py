"""Run migrations on the application's own connection; SQLite and PostgreSQL take the same ones."""

from alembic import context
from sqlalchemy import TypeDecorator

from impactplan.extensions import db
from impactplan.integrity.counts import CountKeeper

config = context.config


def render_item(kind, item, autogenerate):
    """Write our own column types as what they are in the database: a migration outlives the code."""
    if kind == "type" and isinstance(item, TypeDecorator) and type(item).__module__.startswith("impactplan."):
        return f"sa.{item.impl!r}"
    return False


def leave_out_empty(_context, _revision, directives):
    """Write no revision when nothing changed."""
    if getattr(config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        on_version_apply=CountKeeper(connection).compare,
        compare_type=True,
        process_revision_directives=leave_out_empty,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_alone() -> None:
    """Run in a transaction of its own."""
    with db.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            # The driver begins before writes only, not before changes of tables: all of it or nothing.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        run(connection)


if "connection" in config.attributes:  # of a backup that is put back: part of its transaction
    run(config.attributes["connection"])
else:
    run_alone()
