"""What a route may demand of its caller beyond being known."""

from typing import Annotated

from fastapi import Depends

from service import problems
from service.access.callers import LOCAL, Caller
from service.access.dependencies import CallerDep


def _holder(caller: CallerDep) -> Caller:
    if caller == LOCAL:
        raise problems.no_accounts()
    return caller


HolderDep = Annotated[Caller, Depends(_holder)]
"""A caller with an account."""


def _manager(caller: HolderDep) -> Caller:
    if caller.scope != "manage":
        raise problems.insufficient_scope("manage")
    return caller


ManagerDep = Annotated[Caller, Depends(_manager)]
"""The same, with no key or one that goes as far as managing accounts and keys."""


def _admin(caller: ManagerDep) -> Caller:
    if caller.role != "admin":
        raise problems.forbidden()
    return caller


AdminDep = Annotated[Caller, Depends(_admin)]
