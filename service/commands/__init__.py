"""The commands, one module each, and what they have in common."""

import inspect
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import typer
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings
from typer.exceptions import TyperException
from typer.models import OptionInfo

from service.folders import require_writable
from service.mistakes import in_words
from vision import MidstanceError, NetworksUnavailable

NOT_READY, WRONG, REFUSED, INTERRUPTED = 1, 2, 3, 130
Checked = TypeVar("Checked", bound=BaseModel)


def complain(message: str, code: int) -> int:
    """One plain line on stderr; returns the exit code."""
    print("midstance:", " ".join(message.split()), file=sys.stderr)
    return code


def complain_of(error: Exception) -> int | None:
    """Tell an error in one plain line; its exit code, None for one that nobody foresaw."""
    match error:
        case NetworksUnavailable():
            return complain(str(error), NOT_READY)
        case typer.BadParameter(__cause__=ValidationError() as mistake, param=given) if given:
            return complain(in_words(mistake.errors(), lambda _: given.opts[0]), WRONG)
        case typer.BadParameter() if error.message:
            return complain(error.message, WRONG)
        case TyperException() if not error.format_message():
            return WRONG  # the help was shown
        case TyperException():
            return complain(f"{error.format_message().rstrip('.')}; --help says what there is.", WRONG)
        case MidstanceError():
            return complain(str(error), WRONG)
        case OSError():
            place = error.filename2 or error.filename or "A file"
            why = f"{place} cannot be used ({error.strerror or error}); see to it and try again."
            return complain(why, NOT_READY)
    return None


def require_out(out: Path) -> None:
    """Raises typer.BadParameter where nothing can be written to the folder of --out."""
    try:
        require_writable(out)
    except OSError as error:
        why = f"Nothing can be written to {out} ({error.strerror}); name another folder with --out."
        raise typer.BadParameter(why) from error


def option_of(model: type[BaseModel], name: str) -> OptionInfo:
    """An option whose text the model's own field checks, so that mistakes read as they do over HTTP."""
    field = model.model_fields[name]
    known = field.default not in (None, PydanticUndefined, "", ())
    default = f" Default: {str(field.default).removesuffix('.0')}." if known else ""
    choices = get_args(next((kind for kind in _kinds(field.annotation) if get_origin(kind) is Literal), None))
    metavar = "|".join(choices) or name.rpartition("_")[2].upper()
    option: OptionInfo = typer.Option(help=f"{field.description}{default}", metavar=metavar)
    return option


def takes(model: type[BaseModel], *names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each of these fields of a model, or for all of them.

    They stand in place of its parameter `settings`, which gets the model of what was given. Raises
    typer.BadParameter when the command is called with what the model refuses.
    """
    fields = names or tuple(model.model_fields)

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(**given: Any) -> None:
            command(settings=checked(model, **{name: given.pop(name, None) for name in fields}), **given)

        signature = inspect.signature(command)
        vars(called)["__signature__"] = signature.replace(parameters=[*_expanded(signature, model, fields)])
        return called

    return with_options


def _expanded(
    signature: inspect.Signature, model: type[BaseModel], fields: tuple[str, ...]
) -> Iterator[inspect.Parameter]:
    """The parameters of a command, with options in place of `settings`."""
    for own in signature.parameters.values():
        if own.name != "settings":
            yield own.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            continue
        for name in fields:
            option = Annotated[str | None, option_of(model, name)]
            yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)


def _kinds(annotation: object) -> tuple[object, ...]:
    """The members of a union, or the one kind itself."""
    return (annotation, *get_args(annotation))


def checked(kind: type[Checked], /, **given: object) -> Checked:
    """The model of what was given; what was not keeps its default."""
    written = {name: value for name, value in given.items() if value is not None}

    def named(field: str) -> str:
        option = f"--{field.replace('_', '-')}"
        of_environment = issubclass(kind, BaseSettings) and field not in written
        return f"MIDSTANCE_{field.upper()}" if of_environment else option

    try:
        return kind.model_validate(written)
    except ValidationError as error:
        raise typer.BadParameter(in_words(error.errors(), named)) from error
