"""Where all tables are known together."""

from sqlalchemy import MetaData

metadata = MetaData()
