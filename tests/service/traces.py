"""What is left of an analysis, searched for in every byte that the service keeps."""

from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy import Engine, MetaData, inspect, select

from service.blobs import Blobs


def in_folder(folder: Path, marks: Collection[bytes]) -> list[Path]:
    """The files whose content or path holds one of these."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(mark in path.read_bytes() or mark in bytes(path) for mark in marks)]


def in_store(blobs: Blobs, marks: Collection[bytes], scratch: Path) -> list[str]:
    """The keys of blobs whose content or key holds one of these."""
    return [
        key
        for key in blobs.keys("")
        if any(mark in key.encode() or mark in blobs.fetch(key, scratch).read_bytes() for mark in marks)
    ]


def rows(engine: Engine, *, beside: str | None = None) -> str:
    """All that the database holds, the job engine's tables too, as text; beside one table."""
    return " ".join(text for table, text in _rows(engine) if table != beside)


def _rows(engine: Engine) -> Iterator[tuple[str, str]]:
    known = MetaData()
    schemas = inspect(engine).get_schema_names() if engine.dialect.name == "postgresql" else [None]
    for schema in schemas:
        if schema != "information_schema":
            known.reflect(engine, schema=schema)
    with engine.connect() as connection:
        for table in known.sorted_tables:
            for row in connection.execute(select(table)):
                yield table.name, str(row)
