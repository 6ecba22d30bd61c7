"""Whose request this is, as routes ask for it."""

from typing import Annotated

from fastapi import Depends, Request

from service.access.callers import Caller


async def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller  # the gate let nobody in without
    return caller


CallerDep = Annotated[Caller, Depends(_caller)]
