"""The accounts: who may come in at all."""

from sqlalchemy import Engine, select

from service.tables import users


class Accounts:
    """The table of users."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exist(self) -> bool:
        """Whether anybody has an account, be it disabled: then nobody comes in without."""
        with self._engine.connect() as connection:
            return connection.execute(select(users.c.id).limit(1)).first() is not None
