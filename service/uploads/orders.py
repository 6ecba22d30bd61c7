"""What a client asks for with an analysis: its settings, and clips that come along or have come already."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.requests import Request

from service import problems
from service.access.callers import Caller
from service.batches.rows import Batches
from service.child import SYSTEM_ERROR
from service.models import AnalysisOrder, AnalysisSettings, harmless_name
from service.store import REAR_VIDEO, VIDEO
from service.threads import Threads
from service.uploads import faults
from service.uploads.checking import Checker
from service.uploads.forms import FormFile, FormReader
from service.uploads.intake import Intake, blocks
from service.uploads.tus import read_metadata, told_sha256

FORM, JSON = "multipart/form-data", "application/json"
_FIELDS = {VIDEO: ("file", "upload", "sha256"), REAR_VIDEO: ("rear", "rear_upload", "rear_sha256")}
_LONGEST_JSON = 64 << 10

Pairs = Iterable[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class ReceivedClip:
    """A clip that is here; `upload` is its id if it came as an upload of its own."""

    path: Path
    file_name: str
    sha256: str
    length: int
    upload: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """An order and its clips, by the names that they have in the store."""

    owner: str
    settings: AnalysisSettings
    athlete: str | None
    batch: str | None
    clips: Mapping[str, ReceivedClip]


class Orders:
    """Takes orders of analyses."""

    def __init__(self, intake: Intake, checker: Checker, batches: Batches) -> None:
        self._intake, self._checker, self._batches = intake, checker, batches
        self.threads = Threads()  # others than those of what still comes, since a store may be slow

    @asynccontextmanager
    async def received(self, request: Request, by: Caller) -> AsyncIterator[Received]:
        """What a request orders; files that came with it are gone after the block unless linked elsewhere.

        Raises Problem, RequestValidationError, UnknownBatch, NotTheOwner, OSError.
        """
        owner = by.id
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        async with self.threads.unwinding() as stack:
            pairs: Pairs
            files: Mapping[str, FormFile] = {}
            if kind == FORM:
                form = await self._read_form(request, owner, stack)
                pairs, files = [(name, text) for name, text in form.texts if text], form.files
            elif kind == JSON:
                pairs = _json_pairs(await _short_body(request))
            else:
                raise faults.wrong_media_type(f"{FORM} or {JSON}")
            order = _checked(pairs, files)
            order = await self.threads.run(self._as_in_batch, order, by)
            clips = await self.threads.run(self._clips, order, files, owner)
            yield Received(owner, order.settings, order.athlete, order.batch, clips)

    def _as_in_batch(self, order: AnalysisOrder, by: Caller) -> AnalysisOrder:
        """The order with what its batch says of all clips, where it says nothing itself.

        An upload may name its batch itself. Raises Problem, UnknownBatch, NotTheOwner.
        """
        if order.batch is None and order.upload:
            metadata = read_metadata(self._intake.read(order.upload, by.id).metadata)
            order = order.model_copy(update={"batch": metadata.get("batch")})
        if order.batch is None:
            return order
        batch = self._batches.own(order.batch, by)
        known = batch.settings.model_dump(exclude=order.model_fields_set)
        if "athlete" not in order.model_fields_set:
            known["athlete"] = batch.athlete
        return order.model_copy(update=known)

    async def _read_form(self, request: Request, owner: str, stack: ExitStack) -> FormReader:
        room = self._intake.room
        declared = int(request.headers.get("content-length", 0))
        await self.threads.run(stack.enter_context, room.reserved(owner, declared))
        form = FormReader(request.headers["content-type"], ("file", "rear"), self._intake.one_piece)
        stack.callback(form.remove)
        async for block in blocks(request.stream()):
            await self._intake.threads.run(form.feed, block)
        await self.threads.run(form.finish)
        more = sum(file.piece.size for file in form.files.values()) - declared
        await self.threads.run(stack.enter_context, room.reserved(owner, max(0, more)))
        return form

    def _clips(
        self, order: AnalysisOrder, files: Mapping[str, FormFile], owner: str
    ) -> dict[str, ReceivedClip]:
        clips = {}
        for role, (field, upload_field, told_field) in _FIELDS.items():
            upload, told = getattr(order, upload_field), getattr(order, told_field)
            told = told.lower() if told else None
            if upload:
                clips[role] = self._uploaded(upload, owner, told)
            elif field in files:
                clips[role] = _come_along(files[field], told)
        return clips

    def _uploaded(self, id: str, owner: str, told: str | None) -> ReceivedClip:
        metadata = read_metadata(self._intake.read(id, owner).metadata)
        upload = self._intake.finished(id, owner, told=told or told_sha256(metadata))
        assert upload.sha256 is not None
        return ReceivedClip(self._intake.spool.path(id), upload.file_name, upload.sha256, upload.length, id)

    async def check(self, received: Received) -> None:
        """Raises Problem when a clip cannot be analysed; its upload, which is of no use, is deleted."""
        for clip in received.clips.values():
            reason = await self._checker.fault_of(clip.path, name=clip.file_name)
            if reason is None:
                continue
            if clip.upload and reason.code != SYSTEM_ERROR:
                await self.threads.run(self._intake.delete, clip.upload, received.owner)
            raise problems.unreadable(reason)

    def same_as(self, received: Received) -> str | None:
        """The newest of the owner's analyses of the same clip."""
        return self._intake.ledger.analysis_of(received.clips[VIDEO].sha256, received.owner)

    def enter(self, connection: Connection, received: Received, analysis: str) -> None:
        """Record that an analysis took the clips, in the caller's transaction; raises Problem."""
        ledger = self._intake.ledger
        for clip in received.clips.values():
            if clip.upload:
                ledger.take(connection, clip.upload, analysis)
            else:
                ledger.add_taken(
                    connection, received.owner, length=clip.length, sha256=clip.sha256, analysis=analysis
                )

    def let_go(self, received: Received) -> None:
        """Remove what the store now has."""
        for clip in received.clips.values():
            if clip.upload:
                self._intake.spool.remove(clip.upload)


def _come_along(file: FormFile, told: str | None) -> ReceivedClip:
    if told and told != file.piece.sha256:
        raise faults.wrong_checksum(422)
    return ReceivedClip(file.piece.path, harmless_name(file.name), file.piece.sha256, file.piece.size)


async def _short_body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_JSON:
            raise faults.bad_body("The JSON is longer than 64 kB; clips come as files or uploads.")
    return bytes(body)


def _json_pairs(body: bytes) -> Pairs:
    """The members of a JSON object, repeated ones too; raises Problem."""

    def not_a_number(_: str) -> None:
        raise ValueError

    try:
        pairs = json.loads(body, object_pairs_hook=tuple, parse_constant=not_a_number)
    except (ValueError, RecursionError) as error:
        raise faults.bad_body("The body is no JSON that can be read.") from error
    if not isinstance(pairs, tuple):
        raise faults.bad_body("The body must be a JSON object with the id of an upload in it.")
    return pairs


def _checked(pairs: Pairs, files: Mapping[str, FormFile]) -> AnalysisOrder:
    """Raises RequestValidationError."""
    given: dict[str, Any] = {}
    mistakes: list[Any] = []
    for name, value in pairs:
        if name in given or name in files:
            mistakes.append(_mistake("given_twice", name))
        elif name in ("file", "rear"):
            mistakes.append(_mistake("value_error", name))
        given[name] = value
    for field, upload_field, _ in _FIELDS.values():
        if field in files and given.get(upload_field):
            mistakes.append(_mistake("given_otherwise", field))
    if "file" not in files and not given.get("upload") and "file" not in given:
        mistakes.append(_mistake("missing", "file"))
    try:
        order = AnalysisOrder.model_validate(
            {name: value for name, value in given.items() if name not in ("file", "rear")}
        )
    except ValidationError as error:
        mistakes += error.errors()
    if mistakes:
        raise RequestValidationError(mistakes)
    return order


def _mistake(kind: str, name: str) -> dict[str, Any]:
    return {"type": kind, "loc": ("body", name), "input": ""}
