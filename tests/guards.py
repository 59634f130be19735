"""What somebody can do who owns the database: what refuses to alter the books is gone."""

import sqlalchemy as sa


def drop_guards(connection: sa.Connection, *tables: sa.Table) -> None:
    """Nothing guards these tables any more; no table, where none is named."""
    names = [table.name for table in tables] or sa.inspect(connection).get_table_names()
    if connection.dialect.name != "sqlite":
        for name in names:
            connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        return
    look = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :names")
    look = look.bindparams(sa.bindparam("names", expanding=True))
    for trigger in connection.execute(look, {"names": names}).scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")


def unguarded(engine: sa.Engine, *statements: str) -> None:
    """Changes in a database without guards."""
    with engine.begin() as connection:
        drop_guards(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)
