"""The command `midstance`. Every error is one plain line on stderr.

Exit codes: 0 a report; 1 the machine is not ready; 2 a wrong option or an unreadable file;
3 a clip that cannot be measured; 130 interrupted.
"""

import logging
import re
import signal
import socket
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args, get_origin

import typer
import uvicorn
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticUndefined
from rich.console import Console
from typer.exceptions import TyperException
from typer.models import OptionInfo

from service.app import create_app
from service.console import shown_progress, summary
from service.doctor import examine, fetch_networks
from service.mistakes import in_words
from service.models import AnalysisSettings
from service.reports import (
    analyze_landmark_file,
    analyze_video,
    check_video,
    report_folder,
    require_writable,
    with_rear_video,
)
from service.settings import Settings
from service.store import Store
from vision import LIMITS, MidstanceError, NetworksUnavailable, write_outputs

NOT_READY, WRONG, REFUSED = 1, 2, 3
Checked = TypeVar("Checked", bound=BaseModel)
METRES = {"km": 1000.0, "mi": 1609.344}

app = typer.Typer(
    help="Running-form analysis from an ordinary phone video.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; the entry point of `midstance`."""
    signal.signal(signal.SIGTERM, _end)
    try:
        code = app(standalone_mode=False)
    except NetworksUnavailable as error:
        code = _complain(str(error), NOT_READY)
    except typer.BadParameter as error:
        code = _complain(error.message, WRONG)
    except TyperException as error:
        code = _complain(f"{error.format_message().rstrip('.')}; --help says what there is.", WRONG)
    except MidstanceError as error:
        code = _complain(str(error), WRONG)
    except OSError as error:
        place = error.filename2 or error.filename or "A file"
        words = f"{place} cannot be used ({error.strerror or error}); see to it and try again."
        code = _complain(words, NOT_READY)
    sys.exit(code)


def _end(_signal: int, _frame: object) -> None:
    """Leave by the way that tidies up, as Ctrl-C does."""
    sys.exit(128 + signal.SIGTERM)


def _complain(message: str, code: int) -> int:
    print("midstance:", " ".join(message.split()), file=sys.stderr)
    return code


def _option(model: type[BaseModel], name: str) -> OptionInfo:
    """An option whose text the model's own field checks, so that mistakes read as they do over HTTP."""
    field = model.model_fields[name]
    known = field.default not in (None, PydanticUndefined)
    default = f" Default: {str(field.default).removesuffix('.0')}." if known else ""
    choices = get_args(next((kind for kind in _kinds(field.annotation) if get_origin(kind) is Literal), None))
    metavar = "|".join(choices) or name.rpartition("_")[2].upper()
    option: OptionInfo = typer.Option(help=f"{field.description}{default}", metavar=metavar)
    return option


def _kinds(annotation: object) -> tuple[object, ...]:
    """The members of a union, or the one kind itself."""
    return (annotation, *get_args(annotation))


_setting = partial(_option, AnalysisSettings)
_server_setting = partial(_option, Settings)


def _speed_mps(pace: str) -> float:
    """Metres per second of a pace such as 5:30/km or 8:50/mi."""
    match = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?:/(km|mi))?", pace)
    seconds = 60 * int(match[1]) + int(match[2]) if match else 0
    speed_mps = METRES[match[3] or "km"] / seconds if match and seconds else 0.0
    low, high, unit = LIMITS["speed_mps"]
    if not low <= speed_mps <= high:
        words = (
            f"--pace must be written as 5:30/km or 8:50/mi and mean {low:g} to {high:g} {unit}, not {pace}."
        )
        raise typer.BadParameter(words)
    return speed_mps


def _version(wanted: bool) -> None:
    if wanted:
        print("midstance", version("midstance"))
        raise typer.Exit


@app.callback()
def midstance(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def analyze(
    video: Annotated[Path | None, typer.Argument(help="A clip of one runner.")] = None,
    landmarks: Annotated[
        Path | None,
        typer.Option(help="landmarks.parquet of an earlier report, in place of looking at the clip."),
    ] = None,
    rear: Annotated[
        Path | None,
        typer.Option(help="A clip of the same run from behind; its measures join the report of the first."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report; <VIDEO>-midstance here if left out.")
    ] = None,
    speed_mps: Annotated[str | None, _setting("speed_mps")] = None,
    pace: Annotated[
        str | None,
        typer.Option(metavar="M:SS/km|mi", help="The speed as a pace, such as 5:30/km or 8:50/mi."),
    ] = None,
    height_cm: Annotated[str | None, _setting("height_cm")] = None,
    mass_kg: Annotated[str | None, _setting("mass_kg")] = None,
    incline_pct: Annotated[str | None, _setting("incline_pct")] = None,
    capture_fps: Annotated[str | None, _setting("capture_fps")] = None,
    readout_ms: Annotated[str | None, _setting("readout_ms")] = None,
    view: Annotated[str | None, _setting("view")] = None,
    sex: Annotated[str | None, _setting("sex")] = None,
    model: Annotated[str | None, _setting("model")] = None,
    engine: Annotated[str | None, _setting("engine")] = None,
    precision: Annotated[str | None, _setting("precision")] = None,
) -> None:
    """Analyse a clip and write its report."""
    source = landmarks or video
    if source is None:
        raise typer.BadParameter("Name a clip, or landmarks with --landmarks.")
    if speed_mps is not None and pace is not None:
        raise typer.BadParameter("--speed-mps and --pace say the same; give one of them.")
    if landmarks and (model or engine or precision):
        raise typer.BadParameter("--landmarks looks at no clip; leave --model, --engine and --precision out.")
    settings = _checked(
        AnalysisSettings,
        speed_mps=_speed_mps(pace) if pace else speed_mps,
        height_cm=height_cm,
        mass_kg=mass_kg,
        incline_pct=incline_pct,
        capture_fps=capture_fps,
        readout_ms=readout_ms,
        view=view,
        sex=sex,
        model=model,
        engine=engine,
        precision=precision,
    )
    out = out or Path(f"{source.stem}-midstance")
    try:
        require_writable(out)
    except OSError as error:
        why = f"Nothing can be written to {out} ({error.strerror}); name another folder with --out."
        raise typer.BadParameter(why) from error
    with report_folder(out) as partial, shown_progress(Console(stderr=sys.stderr.isatty())) as progress:
        if rear:
            check_video(rear, progress)
        if landmarks:
            analysis = analyze_landmark_file(landmarks, video, settings.clip)
        else:
            analysis = analyze_video(source, settings, progress)
        if rear:
            analysis = with_rear_video(analysis, rear, settings, progress)
        write_outputs(analysis, video, partial, rear_video=rear, progress=progress)
    if analysis.quality.verdict == "refused":
        print(f"Why, and how to film again: {out / 'report.html'}")
        reasons = " ".join(reason.message for reason in analysis.quality.reasons)
        raise typer.Exit(_complain(reasons, REFUSED))
    print(summary(analysis))
    print(f"Report: {out / 'report.html'}")


def _checked(kind: type[Checked], /, **given: object) -> Checked:
    """The model of what was given; what was not keeps its default."""
    written = {name: value for name, value in given.items() if value is not None}

    def named(field: str) -> str:
        option = f"--{field.replace('_', '-')}"
        return option if field in written else f"MIDSTANCE_{field.upper()}"

    try:
        return kind.model_validate(written)
    except ValidationError as error:
        raise typer.BadParameter(in_words(error.errors(), named)) from error


@app.command()
def serve(
    host: Annotated[str | None, _server_setting("host")] = None,
    port: Annotated[str | None, _server_setting("port")] = None,
    data: Annotated[str | None, _server_setting("data")] = None,
    workers: Annotated[str | None, _server_setting("workers")] = None,
) -> None:
    """Run the HTTP server; its /openapi.json documents it."""
    settings = _checked(Settings, host=host, port=port, data=data, workers=workers)
    try:
        with Store(settings.analyses).opened():
            pass
    except BlockingIOError as error:
        why = f"Another server works in {settings.data}; choose another --data."
        raise typer.BadParameter(why) from error
    except OSError as error:
        why = f"Nothing can be written to {settings.data} ({error.strerror}); choose another --data."
        raise typer.BadParameter(why) from error
    _require_free(settings.host, settings.port)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,  # it would keep who asked for what
        timeout_graceful_shutdown=3,
    )


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            pass
    except OSError as error:
        why = error.strerror or error
        raise typer.BadParameter(
            f"Nothing can listen on {host} port {port} ({why}); choose another --host or --port."
        ) from error


@app.command()
def doctor(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Get the pose networks if they are missing.")
    ] = False,
) -> None:
    """Say whether this machine can analyse clips, and what to do where it cannot."""
    if fetch:
        fetch_networks()
    checks = list(examine())
    for check in checks:
        print(f"{'no' if check.advice else 'ok':<4}{check.name:<11}{check.found}")
    advice = [f"{check.name}: {check.advice}" for check in checks if check.advice]
    if advice:
        raise typer.Exit(_complain("; ".join(advice), NOT_READY))
