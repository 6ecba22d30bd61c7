"""Receives uploads: whatever is killed, and whenever, the recorded offset tells the truth.

Bytes are appended, then synced to the disk, and only then counted. What lies behind the counted ones is cut
off before anything is appended again.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import anyio
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect

from service import problems
from service.ids import ordered_id
from service.settings import Settings
from service.threads import Threads
from service.uploads import faults
from service.uploads.checksums import Checksum
from service.uploads.ledger import Ledger, Upload
from service.uploads.room import Room
from service.uploads.spool import GrowingFile, Spool

_BLOCK = 1 << 20
_SETTLE_EVERY = 16 << 20


class OnePiece:
    """A clip that comes whole or not at all: hashed as it is written, gone unless it is linked elsewhere."""

    def __init__(self, spool: Spool, room: Room) -> None:
        self._room, self._checked = room, 0
        self._file = GrowingFile(spool.path(f".{ordered_id()}"))
        self._hash = hashlib.sha256()
        self.path = self._file.path

    @property
    def size(self) -> int:
        return self._file.size

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        """Raises Problem when the disk is about to be full, OSError."""
        if self.size - self._checked >= _SETTLE_EVERY:
            self._checked = self.size
            self._room.require_free()
        self._file.write(data)
        self._hash.update(data)

    def settle(self) -> None:
        """Have all of it on the disk. Raises OSError."""
        self._file.settle()

    def remove(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


class Intake:
    """The uploads of one data folder, for the one server that owns it."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._keep_s = settings.upload_keep_h * 3600.0
        self.spool, self.ledger = Spool(settings.uploads), Ledger(engine, keep_s=self._keep_s)
        self.room = Room(settings, self.ledger)
        self.threads = Threads()

    def open(self) -> None:
        """Make the spool and put right what a crash left; nobody may be uploading. Raises OSError."""
        self.spool.create()
        for id in self.ledger.taken(file.name for file in self.spool.root.iterdir()):
            self.spool.remove(id)
        self.spool.sweep(self.ledger.waiting(), keep_s=self._keep_s)

    def sweep(self) -> None:
        """Remove uploads whose time is over."""
        for id in self.ledger.expired():
            self._delete(id)

    def one_piece(self) -> OnePiece:
        """A clip that comes with its analysis. Raises OSError."""
        return OnePiece(self.spool, self.room)

    def create(self, owner: str, *, length: int, metadata: str, file_name: str) -> Upload:
        """A new upload for which there is room; raises Problem, TooMany."""
        if length > self._settings.upload_limit_mib << 20:
            raise problems.too_large(self._settings.upload_limit_mib)
        self.room.require_turn(owner)
        with self.room.reserved(owner, length):
            return self.ledger.create(owner, length=length, metadata=metadata, file_name=file_name)

    def read(self, id: str, owner: str) -> Upload:
        """An upload of the owner's, with what is on the disk of it; raises Problem."""
        upload = self.ledger.read(id, owner)
        if upload.analysis:
            return upload
        return replace(upload, received=min(upload.received, self.spool.size(id)))

    def delete(self, id: str, owner: str) -> None:
        """Remove an upload that no analysis has taken; raises Problem."""
        if self.ledger.read(id, owner).analysis:
            raise faults.used_upload()
        with self._grow(id):
            self._delete(id)

    def finished(self, id: str, owner: str, *, told: str | None) -> Upload:
        """A free upload all of which is there, with its SHA-256, which must be the one that was told.

        Raises Problem. What is not what was told starts anew.
        """
        upload = self.read(id, owner)
        if upload.analysis:
            raise faults.used_upload()
        if upload.received < upload.length:
            raise faults.unfinished_upload(upload.received, upload.length)
        sha256 = upload.sha256 or self.spool.sha256(id)
        if told is not None and told != sha256:
            self.ledger.advance(id, 0)
            raise faults.wrong_checksum(460)
        if upload.sha256 is None:
            self.ledger.finish(id, sha256)
        return replace(upload, sha256=sha256)

    async def append(
        self, id: str, owner: str, body: AsyncIterator[bytes], *, offset: int, checksum: Checksum | None
    ) -> Upload:
        """The upload with the body at its end, as far as it came. Raises Problem, OSError."""
        file = await self.threads.run(self._grow, (await self._at(id, owner, offset)).id)
        with file:  # from here on nobody else writes to it
            upload = await self._at(id, owner, offset)
            await self.threads.run(file.cut, offset)
            if checksum is None:
                await self._write(upload, file, body)
            else:
                await self._write_checked(upload, file, body, checksum)
        return await self.threads.run(self.read, id, owner)

    async def _at(self, id: str, owner: str, offset: int) -> Upload:
        """An upload that goes on at this offset; raises Problem."""
        upload = await self.threads.run(self.read, id, owner)
        if upload.analysis:
            raise faults.used_upload()
        if offset != upload.received:
            raise faults.wrong_offset(upload.received)
        return upload

    async def _write(self, upload: Upload, file: GrowingFile, body: AsyncIterator[bytes]) -> None:
        """All that comes counts, also what came before the client or the disk gave up."""
        try:
            async for block in blocks(body):
                _require_within(upload, file, block)
                await self.threads.run(file.write, block)
                if file.size - upload.received >= _SETTLE_EVERY:
                    upload = await self.threads.run(self._settle, upload, file)
                    await self.threads.run(self.room.require_free)
        except BaseException:
            with anyio.CancelScope(shield=True), suppress(OSError, OperationalError):
                await self.threads.run(self._settle, upload, file)
            raise
        await self.threads.run(self._settle, upload, file)

    async def _write_checked(
        self, upload: Upload, file: GrowingFile, body: AsyncIterator[bytes], checksum: Checksum
    ) -> None:
        """Nothing that comes counts before all of it is found to be right."""
        found = checksum.hash()
        async for block in blocks(body):
            _require_within(upload, file, block)
            await self.threads.run(file.write, block)
            await self.threads.run(found.update, block)
        if not checksum.fits(found.digest()):
            raise faults.wrong_checksum(460)
        await self.threads.run(self._settle, upload, file)

    def _settle(self, upload: Upload, file: GrowingFile) -> Upload:
        received = file.settle()
        if received != upload.received:
            self.ledger.advance(upload.id, received)
        return replace(upload, received=received)

    def _grow(self, id: str) -> GrowingFile:
        try:
            return GrowingFile(self.spool.path(id))
        except BlockingIOError as error:
            raise faults.busy_upload() from error

    def _delete(self, id: str) -> None:
        self.ledger.delete(id)
        self.spool.remove(id)


async def blocks(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in pieces that are worth a trip to the disk; of a lost client all that came."""
    held = bytearray()
    try:
        async for piece in body:
            held += piece
            if len(held) >= _BLOCK:
                yield bytes(held)
                held.clear()
    except ClientDisconnect:
        if held:
            yield bytes(held)
        raise
    if held:
        yield bytes(held)


def _require_within(upload: Upload, file: GrowingFile, block: bytes) -> None:
    if file.size + len(block) > upload.length:
        raise faults.beyond_length(upload.length)
