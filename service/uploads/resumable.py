"""Uploads in many pieces over HTTP, by tus 1.0: start, ask, send on, delete."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response

from service import problems
from service.access.callers import Caller
from service.access.dependencies import CallerDep
from service.dependencies import SettingsDep
from service.documentation import UPLOAD, example, problem
from service.limited import TooMany
from service.models import UploadStatus, harmless_name
from service.parts import part
from service.uploads import faults, tus
from service.uploads.checksums import Checksum
from service.uploads.intake import Intake
from service.uploads.ledger import Upload
from service.uploads.room import unfinished

router = APIRouter(prefix="/uploads", tags=["uploads"])


IntakeDep = Annotated[Intake, part(Intake)]
Id = Annotated[str, Path(description="Id of the upload.")]
Length = Annotated[str | None, Header(description="How many bytes the clip has.")]
Offset = Annotated[str | None, Header(description="How many bytes have arrived before.")]
Metadata = Annotated[
    str,
    Header(description="filename, sha256 (hexadecimal) and batch, each as a key and a value in Base64."),
]
ChecksumHeader = Annotated[
    str | None,
    Header(description="sha1 or sha256, and the body's digest in Base64.", alias="Upload-Checksum"),
]
Resumable = Annotated[str | None, Header(description="The version of the protocol, 1.0.0.")]
Type = Annotated[str, Header(description=tus.MEDIA_TYPE, alias="Content-Type")]

UNKNOWN = (faults.unknown_upload(), faults.unknown_version())
SENDING = (
    *UNKNOWN,
    faults.bad_header("Upload-Offset must be a whole number of bytes."),
    faults.too_slow(),
    faults.wrong_offset(16777216),
    faults.used_upload(),
    faults.beyond_length(41943040),
    faults.wrong_media_type(tus.MEDIA_TYPE),
    faults.busy_upload(),
    faults.wrong_checksum(460),
    problems.storage_full(),
)
BODY = {
    "requestBody": {
        "content": {tus.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        "description": "The next bytes of the clip.",
    }
}


@router.options("", status_code=204, summary="Ask what uploads can do")
def ask_abilities(settings: SettingsDep) -> Response:
    """The version of tus, its extensions and the largest upload, in the headers of the answer."""
    return Response(status_code=204, headers=tus.abilities(most_bytes=settings.upload_limit_mib << 20))


@router.post(
    "",
    status_code=201,
    summary="Start an upload",
    openapi_extra=BODY,
    response_class=Response,
    responses=problem(
        *SENDING,
        problems.too_large(2048),
        faults.quota_full(10240),
        problems.too_many(TooMany(unfinished(20))),
    ),
)
async def start_upload(
    request: Request,
    intake: IntakeDep,
    caller: CallerDep,
    upload_length: Length = None,
    upload_metadata: Metadata = "",
    upload_checksum: ChecksumHeader = None,
    content_type: Type = "",
    tus_resumable: Resumable = None,
) -> Response:
    """For a clip that is to come in pieces, over a connection that may break. `Location` is where they go.

    The first piece may come along. What is not sent on for a day is removed.
    """
    del tus_resumable  # looked at before
    length = tus.whole_number("Upload-Length", upload_length)
    if length == 0:
        raise faults.bad_header("Upload-Length must be more than 0; copy the clip from the phone again.")
    metadata = tus.read_metadata(upload_metadata)
    tus.told_sha256(metadata)
    name = harmless_name(metadata.get("filename"))
    create = partial(intake.create, length=length, metadata=upload_metadata, file_name=name)
    upload = await intake.threads.run(create, caller.id)
    if content_type == tus.MEDIA_TYPE:
        upload = await _append(request, intake, caller, upload.id, 0, upload_checksum)
    headers = tus.standing(upload) | {"Location": f"{tus.ADDRESS}/{upload.id}"}
    return Response(status_code=201, headers=headers)


@router.get(
    "/{id}",
    summary="Ask how much of an upload has arrived",
    responses=example(UPLOAD.model_dump(mode="json")) | problem(*UNKNOWN),
)
def get_upload(
    id: Id, intake: IntakeDep, caller: CallerDep, response: Response, tus_resumable: Resumable = None
) -> UploadStatus:
    """HEAD answers with the headers alone, of which `Upload-Offset` says where to go on."""
    del tus_resumable
    upload = intake.read(id, caller.id)
    response.headers.update(tus.standing(upload))
    return UploadStatus(
        id=upload.id,
        file_name=upload.file_name,
        length=upload.length,
        received=upload.received,
        sha256=upload.sha256,
        created_at=upload.created_at,
        expires_at=None if upload.analysis else upload.expires_at,
        analysis=upload.analysis,
    )


@router.patch(
    "/{id}",
    status_code=204,
    summary="Send more of an upload",
    openapi_extra=BODY,
    response_class=Response,
    responses=problem(*SENDING),
)
async def send_on(
    id: Id,
    request: Request,
    intake: IntakeDep,
    caller: CallerDep,
    upload_offset: Offset = None,
    upload_checksum: ChecksumHeader = None,
    content_type: Type = "",
    tus_resumable: Resumable = None,
) -> Response:
    """From `Upload-Offset` on, which must be the number of bytes that have arrived.

    What arrives before the connection breaks counts; with a checksum, all or nothing does.
    """
    del tus_resumable
    if content_type != tus.MEDIA_TYPE:
        raise faults.wrong_media_type(tus.MEDIA_TYPE)
    offset = tus.whole_number("Upload-Offset", upload_offset)
    upload = await _append(request, intake, caller, id, offset, upload_checksum)
    return Response(status_code=204, headers=tus.standing(upload))


@router.delete(
    "/{id}",
    status_code=204,
    summary="Delete an upload",
    responses=problem(*UNKNOWN, faults.used_upload(), faults.busy_upload()),
)
def delete_upload(id: Id, intake: IntakeDep, caller: CallerDep, tus_resumable: Resumable = None) -> None:
    """Gone with all that has arrived; one that an analysis took goes with the analysis."""
    del tus_resumable
    intake.delete(id, caller.id)


async def _append(
    request: Request, intake: Intake, caller: Caller, id: str, offset: int, checksum: str | None
) -> Upload:
    expected = None if checksum is None else Checksum.of(checksum)
    upload = await intake.append(id, caller.id, request.stream(), offset=offset, checksum=expected)
    if upload.received == upload.length:
        told = tus.told_sha256(tus.read_metadata(upload.metadata))
        upload = await intake.threads.run(partial(intake.finished, told=told), id, caller.id)
    return upload
