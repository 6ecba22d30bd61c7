"""Bytes by key, in a folder or in an S3-compatible bucket. Nothing here knows what they mean.

A blob is put whole or not at all, outlives a power cut once `put` has returned, and never changes. Everything
raises StoreGone where the store does not answer, and FileNotFoundError for a blob that is not there.
"""

import configparser
import os
import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

if TYPE_CHECKING:
    from obstore.store import S3Config

_CHUNK_BYTES = 256 * 1024
_PARTS_AT_ONCE = 4  # of 5 MiB each


class StoreGone(OSError):
    """The folder or the bucket cannot be reached now."""


@dataclass(frozen=True, slots=True)
class Blob:
    """What is known of a blob before it is read; `tag` is an ETag with its quotes, `size` is in bytes."""

    size: int
    tag: str
    modified: datetime


class Blobs(ABC):
    """A store of blobs. Keys are relative paths; a prefix is the folders that a key begins with."""

    @abstractmethod
    def create(self) -> None:
        """Make the place for the blobs, where that is this program's business. Raises OSError."""

    @abstractmethod
    def ask(self) -> None:
        """Do nothing where the store answers."""

    @abstractmethod
    def put(self, file: Path, key: str) -> None:
        """Store a file, which stays where it is and must not change any more. Raises OSError."""

    @abstractmethod
    def copy(self, key: str, to: str) -> None:
        """Have the blob under another key too, which outlives the first. Raises OSError."""

    @abstractmethod
    def fetch(self, key: str, folder: Path) -> Path:
        """The blob as a file: a copy in `folder`, or the store's own, to be read only. Raises OSError."""

    @abstractmethod
    def folders(self, prefix: str) -> list[str]:
        """The names of the folders right under a prefix."""

    def keys(self, prefix: str) -> list[str]:
        """The keys of all blobs under a prefix."""
        with _reached():
            return [known["path"] for page in obstore.list(self._objects, prefix) for known in page]

    @abstractmethod
    def remove(self, prefix: str) -> None:
        """Remove whatever lies under a prefix, if anything does. Raises OSError."""

    @property
    @abstractmethod
    def _objects(self) -> LocalStore | S3Store: ...

    async def find(self, key: str) -> Blob:
        """What is known of a blob."""
        with _reached():
            meta = await obstore.head_async(self._objects, key)
        tag = (meta["e_tag"] or "").strip('"')
        return Blob(meta["size"], f'"{tag}"', meta["last_modified"])

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes of a blob from `start` to before `end`, of which there must be one."""
        with _reached():
            result = await obstore.get_async(self._objects, key, options={"range": (start, end)})
        return _chunks(result.stream(min_chunk_size=_CHUNK_BYTES))


class Folder(Blobs):
    """A folder that only its owner can look into. Where its disk is not mounted it is gone, not empty."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def _objects(self) -> LocalStore:
        self.ask()
        return LocalStore(self._root)

    def ask(self) -> None:
        if not self._root.is_dir():
            raise StoreGone(f"{self._root} is not there; mount it")

    def create(self) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, file: Path, key: str) -> None:
        self.ask()
        target = self._root / key
        missing = [folder for folder in target.relative_to(self._root).parents if folder.name]
        for folder in reversed(missing):
            (self._root / folder).mkdir(mode=0o700, exist_ok=True)
        partial = target.with_name(f".{secrets.token_hex(8)}")
        try:
            _link_or_copy(file, partial)
            sync(partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        for folder in target.parents[: len(missing) + 1]:
            sync(folder)

    def copy(self, key: str, to: str) -> None:
        self.put(self._root / key, to)

    def fetch(self, key: str, folder: Path) -> Path:  # noqa: ARG002
        self.ask()
        file = self._root / key
        file.stat()
        return file

    def folders(self, prefix: str) -> list[str]:
        self.ask()
        place = self._root / prefix
        return [folder.name for folder in place.iterdir() if folder.is_dir()] if place.is_dir() else []

    def remove(self, prefix: str) -> None:
        self.ask()
        try:
            shutil.rmtree(self._root / prefix)
        except FileNotFoundError:  # there was none, or another process removes it too
            if (self._root / prefix).exists():
                raise


class Bucket(Blobs):
    """A bucket, or a part of one; whose it is and where it is answered, AWS_* variables say as usual.

    The key may lie in the file that AWS_SHARED_CREDENTIALS_FILE names, under [default].
    """

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self._bucket, self._prefix = place.netloc, place.path.strip("/")

    @cached_property
    def _objects(self) -> S3Store:
        return S3Store(
            self._bucket,
            config=_credentials(),
            prefix=self._prefix or None,
            client_options={
                "allow_http": os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://"),
                "connect_timeout": timedelta(seconds=5),
                "read_timeout": timedelta(seconds=60),
                "timeout": timedelta(minutes=10),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=15)},
        )

    def create(self) -> None:
        """A bucket is made by whoever pays for it."""

    def ask(self) -> None:
        with _reached():
            try:
                next(iter(obstore.list(self._objects)), None)
            except FileNotFoundError as error:
                raise StoreGone(f"there is no bucket {self._bucket}") from error

    def put(self, file: Path, key: str) -> None:
        with _reached():
            obstore.put(self._objects, key, file, max_concurrency=_PARTS_AT_ONCE)

    def copy(self, key: str, to: str) -> None:
        with _reached():
            obstore.copy(self._objects, key, to)

    def fetch(self, key: str, folder: Path) -> Path:
        copy = folder / Path(key).name
        with _reached(), copy.open("wb") as file:
            for chunk in obstore.get(self._objects, key):
                file.write(chunk)
        return copy

    def folders(self, prefix: str) -> list[str]:
        with _reached():
            found = obstore.list_with_delimiter(self._objects, prefix)
        return [Path(folder).name for folder in found["common_prefixes"]]

    def remove(self, prefix: str) -> None:
        with _reached():
            for page in obstore.list(self._objects, prefix):
                obstore.delete(self._objects, [known["path"] for known in page])


def _credentials() -> "S3Config":
    """The key to a bucket, of the file that holds it; none where variables do. Raises StoreGone."""
    file = os.environ.get("AWS_SHARED_CREDENTIALS_FILE")
    if not file:
        return {}
    known = configparser.ConfigParser(interpolation=None)
    try:
        known.read_string(Path(file).read_text())
        key = known["default"]
        return {"access_key_id": key["aws_access_key_id"], "secret_access_key": key["aws_secret_access_key"]}
    except (OSError, KeyError, UnicodeDecodeError, configparser.Error) as error:
        raise StoreGone(f"{file} names no key under [default] that can be read") from error


def blobs_at(address: str) -> Blobs:
    """The store at an address: s3://BUCKET/PREFIX, or a folder."""
    return Bucket(address) if address.startswith("s3://") else Folder(Path(address))


@contextmanager
def _reached() -> Iterator[None]:
    """Names whatever keeps a store from answering; raises StoreGone."""
    try:
        yield
    except BaseError as error:
        raise StoreGone(str(error).partition("\n")[0]) from error


async def _chunks(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same, whose errors are a store's own."""
    with _reached():
        async for chunk in stream:
            yield chunk


def _link_or_copy(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # from another disk, or to one that knows no links
        shutil.copyfile(file, target)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk, whatever befalls the machine. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
