"""Whose request this is: what the routes ask for, and what the tables of others' things are filtered by."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

Role = Literal["runner", "coach", "admin"]


@dataclass(frozen=True, slots=True)
class Caller:
    """An account at work; `id` is random and stays the same."""

    id: str
    role: Role


LOCAL = Caller("local", "coach")  # whoever sits at this machine, where nobody has an account


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller  # the gate let nobody in without
    return caller


CallerDep = Annotated[Caller, Depends(_caller)]
