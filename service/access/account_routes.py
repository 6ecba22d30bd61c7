"""Accounts over HTTP: log in and out, keys, and for admins the users and the audit trail."""

from functools import partial
from typing import Annotated

import anyio
from fastapi import APIRouter, Path, Query, Request, Response

from service import problems
from service.access.accounts import Account
from service.access.audit import NOBODY
from service.access.browsers import open_session
from service.access.callers import Caller
from service.access.demands import AdminDep, HolderDep, ManagerDep
from service.access.dependencies import CallerDep
from service.access.errors import Unusable
from service.access.forms import (
    LATER,
    SOMEBODY,
    WHEN,
    DeedDocument,
    KeyDocument,
    Login,
    Me,
    NewKey,
    NewKeyDocument,
    NewUser,
    Passwords,
    User,
    UserChange,
    sample,
)
from service.access.keys import MOST
from service.access.parts import Access, AccessDep, cookie_name
from service.access.secret import csrf_token
from service.documentation import PUBLIC, example, problem
from service.limited import TooMany

router = APIRouter(tags=["accounts"])

WAITING = 32  # logins that may wait for their password to be looked at
USER = sample(User, id=SOMEBODY, name="anna", role="coach", disabled=False, created_at=WHEN)
ME = sample(Me, id=SOMEBODY, name="anna", role="coach", scope="manage", csrf_token="5a0c" * 16)
KEY = {"id": "4f1d2c3b5a69", "label": "laptop", "scope": "write", "created_at": WHEN, "expires_at": LATER}
KEYS = [sample(KeyDocument, **KEY, used_at=WHEN)]
NEW_KEY = sample(NewKeyDocument, **KEY, used_at=None, secret="midstance_4f1d2c3b5a69_" + "aB3d" * 10 + "x-_")
DEED = sample(DeedDocument, number=42, at=WHEN, who=SOMEBODY, what="DELETE", to="/v1/analyses/019aa8f2")
WEAK = problems.unusable(Unusable("The password must have 12 to 128 characters; choose another."))
ACCOUNT = problem(problems.no_accounts())
OF_MANAGERS = (problems.no_accounts(), problems.insufficient_scope("manage"))
MANAGER = problem(*OF_MANAGERS)
OF_ADMINS = (*OF_MANAGERS, problems.forbidden())
ADMIN = problem(*OF_ADMINS)

UserId = Annotated[str, Path(description="Id of the account.")]
KeyId = Annotated[str, Path(description="Id of the key.")]
_LAST = 2**31 - 1  # that a line of the trail can have for its number


@router.post(
    "/session",
    status_code=201,
    summary="Log in",
    responses=example(ME, 201) | problem(problems.wrong_login(), problems.too_many_logins(8)),
    openapi_extra=PUBLIC,
)
async def log_in(form: Login, request: Request, response: Response, access: AccessDep) -> Me:
    """For browsers: sets a cookie, and answers with what to send as `X-CSRF-Token` with each change.

    After some wrong passwords the next login has to wait, a second at first, longer each time.
    """
    account = await _verified(form.name, form.password, request, access)
    token = await open_session(request, response, access, account)
    request.state.caller = Caller(account.id, account.role)
    return Me(
        id=account.id,
        name=account.name,
        role=account.role,
        scope="manage",
        csrf_token=csrf_token(token),
    )


async def _verified(name: str, password: str, request: Request, access: Access) -> Account:
    """The account of this name and password; raises Problem when it is wrong, or tried too often."""
    address = request.client.host if request.client else ""
    name = name.strip().lower()
    if access.hashing.statistics().tasks_waiting >= WAITING:
        raise problems.too_many_logins(1)
    if wait_s := access.throttle.begin(name, address):
        raise problems.too_many_logins(wait_s)
    verify = partial(access.accounts.verify, name, password)
    account = await anyio.to_thread.run_sync(verify, limiter=access.hashing)
    if account is None:
        await anyio.to_thread.run_sync(access.audit.write, NOBODY, "failed login", request.url.path)
        raise problems.wrong_login()
    access.throttle.succeeded(name, address)
    return account


@router.delete("/session", status_code=204, summary="Log out")
def log_out(caller: CallerDep, request: Request, response: Response, access: AccessDep) -> None:
    """End the session of the cookie that was sent; a key stays valid."""
    if caller.session:
        access.sessions.end(caller.session)
        secure = access.is_secure(request.scope)
        response.delete_cookie(cookie_name(secure), httponly=True, samesite="lax", secure=secure)


@router.get("/account", summary="Ask who one is", responses=example(ME) | ACCOUNT)
def get_account(caller: HolderDep, request: Request, access: AccessDep) -> Me:
    """The caller's own account; with a session, also what it must send with each change."""
    account = access.accounts.read(caller.id)
    assert account is not None
    cookie = request.cookies.get(cookie_name(access.is_secure(request.scope)))
    token = csrf_token(cookie) if caller.session and cookie else None
    return Me(id=account.id, name=account.name, role=account.role, scope=caller.scope, csrf_token=token)


@router.put(
    "/account/password",
    status_code=204,
    summary="Change the password",
    responses=problem(problems.wrong_login(), problems.too_many_logins(8), WEAK) | MANAGER,
)
async def change_password(form: Passwords, caller: ManagerDep, request: Request, access: AccessDep) -> None:
    """Ends all other sessions of the account. Keys stay valid: revoke those that others may know."""
    account = await anyio.to_thread.run_sync(access.accounts.read, caller.id)
    assert account is not None
    await _verified(account.name, form.current, request, access)
    change = partial(access.accounts.set_password, caller.id, form.new, keep=caller.session)
    await anyio.to_thread.run_sync(change, limiter=access.hashing)


@router.get("/keys", summary="List keys", responses=example(KEYS) | ACCOUNT)
def list_keys(caller: HolderDep, access: AccessDep) -> list[KeyDocument]:
    """The caller's own keys, the newest first, without their secrets."""
    return [KeyDocument.model_validate(key) for key in access.keys.list(caller.id)]


@router.post(
    "/keys",
    status_code=201,
    summary="Make a key",
    responses=example(NEW_KEY, 201) | problem(*OF_MANAGERS, problems.too_many(TooMany(MOST))),
)
def make_key(form: NewKey, caller: ManagerDep, access: AccessDep, response: Response) -> NewKeyDocument:
    """For programs, to be sent as `Authorization: Bearer`. Its secret is in this answer and nowhere else."""
    key, secret = access.keys.add(caller.id, label=form.label, scope=form.scope, days=form.days)
    response.headers["Location"] = f"/v1/keys/{key.id}"
    response.headers["Cache-Control"] = "no-store"
    return NewKeyDocument(**KeyDocument.model_validate(key).model_dump(), secret=secret)


@router.get(
    "/keys/{id}",
    summary="Ask for a key",
    responses=example(KEYS[0]) | problem(problems.unknown("key")) | ACCOUNT,
)
def get_key(id: KeyId, caller: HolderDep, access: AccessDep) -> KeyDocument:
    """One of the caller's own, without its secret."""
    for key in access.keys.list(caller.id):
        if key.id == id:
            return KeyDocument.model_validate(key)
    raise problems.unknown("key")


@router.delete(
    "/keys/{id}",
    status_code=204,
    summary="Revoke a key",
    responses=problem(problems.unknown("key")) | MANAGER,
)
def revoke_key(id: KeyId, caller: ManagerDep, access: AccessDep) -> None:
    """From now on it opens nothing."""
    if not access.keys.revoke(caller.id, id):
        raise problems.unknown("key")


@router.get("/users", summary="List accounts", responses=example([USER]) | ADMIN)
def list_users(_: AdminDep, access: AccessDep) -> list[User]:
    """All accounts, by name. For admins."""
    return [User.model_validate(account) for account in access.accounts.list()]


@router.post(
    "/users", status_code=201, summary="Make an account", responses=example(USER, 201) | problem(WEAK) | ADMIN
)
async def make_user(form: NewUser, _: AdminDep, access: AccessDep, response: Response) -> User:
    """With a password to begin with, which its holder should change. For admins."""
    add = partial(access.accounts.add, form.name, form.role, form.password)
    account = await anyio.to_thread.run_sync(add, limiter=access.hashing)
    response.headers["Location"] = f"/v1/users/{account.id}"
    return User.model_validate(account)


@router.get(
    "/users/{id}",
    summary="Ask for an account",
    responses=example(USER) | problem(problems.unknown("account")) | ADMIN,
)
def get_user(id: UserId, _: AdminDep, access: AccessDep) -> User:
    """Any account. For admins."""
    return _told(access.accounts.read(id))


@router.patch(
    "/users/{id}",
    summary="Change or close an account",
    responses=example(USER) | problem(*OF_ADMINS, problems.unknown("account"), problems.own_account()),
)
def change_user(id: UserId, form: UserChange, caller: AdminDep, access: AccessDep) -> User:
    """Closing an account ends its sessions; its keys and links show nothing then. For admins."""
    if id == caller.id:
        raise problems.own_account()
    return _told(access.accounts.change(id, role=form.role, disabled=form.disabled))


def _told(account: Account | None) -> User:
    if account is None:
        raise problems.unknown("account")
    return User.model_validate(account)


@router.get("/audit", summary="Read the audit trail", responses=example([DEED]) | ADMIN)
def read_audit(
    _: AdminDep,
    access: AccessDep,
    before: Annotated[
        int | None, Query(ge=1, le=_LAST, description="Only lines with a smaller number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many to list.")] = 100,
) -> list[DeedDocument]:
    """Who changed what, and when: ids only, the newest first. For admins."""
    return [DeedDocument.model_validate(deed) for deed in access.audit.read(before=before, limit=limit)]
