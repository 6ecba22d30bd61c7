"""A report made again from its clip, by what its own provenance says, and set beside the first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import ValidationError

from lab import Reproduction, reproduction
from service.folders import OUTPUTS
from service.models import AnalysisSettings
from service.reports import analyze_landmark_file, analyze_video, with_rear_video
from service.revisions.models import BODY
from vision import (
    REPORT_FILE,
    Analysis,
    MidstanceError,
    Progress,
    Settings,
    network_sha256,
    open_video,
    read_report,
    revise,
    runtime_versions,
    whole_report,
    write_outputs,
    write_report,
)

LANDMARKS, PICTURES = "landmarks.parquet", "annotated.mp4"
REAR_LEFT_OUT = {"rear_clip_refused", "rear_clip_not_from_behind"}
OF_REVISIONS = ("report.html", REPORT_FILE)
"""What is kept of a corrected report."""


class CannotVerify(MidstanceError):
    """The report cannot be made again here; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is to be made again from."""

    video: Path | None = None
    rear: Path | None = None
    landmarks: Path | None = None


def differences_here(document: Mapping[str, Any]) -> Iterator[str]:
    """What is other here than where the report was made, and may move its numbers a little."""
    with whole_report():
        made = document["provenance"]
        here = runtime_versions()
        if made["version"] != version("midstance"):
            yield f"The report was made by version {made['version']}, this is {version('midstance')}."
        before = made.get("runtime")
        if before is None:
            yield "The report does not say with which libraries it was made."
            return
        for name in sorted(before.keys() | here.keys()):
            if before.get(name) != here.get(name):
                yield f"{name} was {before.get(name, 'not there')}, here it is {here.get(name, 'not there')}."


def verified(folder: Path, source: Source, progress: Progress) -> Reproduction:
    """The report made again beside the first.

    Raises CannotVerify, UnreadableReport, UnreadableVideo, UnreadableLandmarks.
    """
    document = read_report(folder)
    with TemporaryDirectory(prefix="midstance-") as scratch, whole_report():
        again = Path(scratch)
        _require_whole(folder, document, source)
        analysis = _named(_again(folder, document, source, progress), document)
        if analysis.revision is not None:
            write_report(analysis, again)
            return reproduction(folder, again, OF_REVISIONS)
        write_outputs(analysis, source.video, again, rear_video=source.rear, progress=progress)
        return reproduction(folder, again, OUTPUTS)


def _require_whole(folder: Path, document: Mapping[str, Any], source: Source) -> None:
    """All that the report was made from, and nothing else, has to be named."""
    from_landmarks = _is_from_landmarks(document)
    if source.landmarks and not from_landmarks:
        raise CannotVerify("The report was made from its clip, not from landmarks; leave --landmarks out.")
    if source.video is None and (not from_landmarks or (folder / PICTURES).is_file()):
        raise CannotVerify("Name the clip with --video: without it the report cannot be made again.")
    if source.rear is None and _has_rear(document):
        raise CannotVerify("The report was made from a clip from behind too; name it with --rear.")
    if source.rear and not _has_rear(document):
        raise CannotVerify("The report was made without a second clip from behind; leave --rear out.")


def _is_from_landmarks(document: Mapping[str, Any]) -> bool:
    return bool(document["provenance"].get("made_from") == "landmarks")


def _has_rear(document: Mapping[str, Any]) -> bool:
    """Also where the clip from behind could not be used, which the report says."""
    said = {reason["code"] for reason in document["quality"]["reasons"]}
    return "rear_clip" in document or bool(said & REAR_LEFT_OUT)


def _again(folder: Path, document: Mapping[str, Any], source: Source, progress: Progress) -> Analysis:
    if _is_from_landmarks(document):
        settings = AnalysisSettings.model_validate(_told(document["provenance"]))
        analysis = _from_landmarks(folder, document, source)
    else:
        settings = _settings(document["provenance"])
        analysis = _from_video(document, source, settings, progress)
    if source.rear is not None:
        if rear := document.get("rear_clip"):
            _require_same(source.rear, rear["source"], "--rear")
        analysis = with_rear_video(analysis, source.rear, settings, progress)
    if revision := document["provenance"].get("revision"):
        corrections = [BODY.validate_python(each) for each in revision["corrections"]]
        return revise(analysis, corrections, number=revision["number"])
    return analysis


def _from_landmarks(folder: Path, document: Mapping[str, Any], source: Source) -> Analysis:
    landmarks = source.landmarks or folder / LANDMARKS
    if landmarks.suffix != Path(LANDMARKS).suffix:
        raise CannotVerify(
            f"{landmarks} does not say all that a report is made from, such as its frame rate; leave "
            f"--landmarks out, and the report is made from its own {LANDMARKS}."
        )
    if not landmarks.is_file():
        raise CannotVerify(
            f"{landmarks} is not there; name the {LANDMARKS} that the report was made from with --landmarks, "
            "or analyse its landmarks again."
        )
    settings = Settings(**document["provenance"]["settings"])
    if not source.landmarks:
        settings = replace(settings, readout_ms=None)  # is taken out of what the report's own file holds
    analysis = analyze_landmark_file(landmarks, source.video, settings)
    if analysis.source.sha256 != document["source"]["sha256"]:
        raise CannotVerify(f"{landmarks} holds landmarks of another clip; name those of this report.")
    return analysis


def _from_video(
    document: Mapping[str, Any], source: Source, settings: AnalysisSettings, progress: Progress
) -> Analysis:
    assert source.video is not None
    _require_same(source.video, document["source"], "--video")
    return analyze_video(source.video, settings, progress)


def _require_same(video: Path, said: Mapping[str, Any], option: str) -> None:
    if open_video(video).info.sha256 != said["sha256"]:
        raise CannotVerify(
            f"{video} is another clip than {said['file']}; name the file itself with {option}."
        )


def _told(made: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made["settings"].items() if value is not None}


def _settings(made: Mapping[str, Any]) -> AnalysisSettings:
    """As the report says it was made, with the arithmetic that it had."""
    try:
        settings = AnalysisSettings.model_validate(
            {
                **_told(made),
                "model": made["network"],
                "engine": made["engine"],
                "precision": made["precision"],
            }
        )
    except ValidationError as error:
        why = f"{made['engine']} {made['network']} in {made['precision']}"
        raise CannotVerify(f"This version does not know how the report was made ({why}).") from error
    if network_sha256(settings.model) != made["network_sha256"]:
        raise CannotVerify("The report was made by another pose network than this version has.")
    return settings


def _named(analysis: Analysis, document: Mapping[str, Any]) -> Analysis:
    """With the instant and the names of files that the report has: they are no result."""
    if (rear := document.get("rear_clip")) and analysis.rear:
        analysis = replace(analysis, rear=_as_said(analysis.rear, rear["source"], document))
    return _as_said(analysis, document["source"], document)


def _as_said(analysis: Analysis, source: Mapping[str, Any], document: Mapping[str, Any]) -> Analysis:
    provenance = replace(analysis.provenance, created_at=document["provenance"]["created_at"])
    return replace(analysis, source=replace(analysis.source, file=source["file"]), provenance=provenance)
