"""What an OpenID provider tells: where it answers, which keys it signs with, what a code is good for."""

import base64
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

from service.access.errors import LoginRefused, ProviderFault
from service.access.openid_http import asked, is_safe

KEPT_S = 3600.0  # what the provider said of itself
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Client:
    """How the provider knows this server; one without a secret shows itself by PKCE alone."""

    id: str
    secret: str | None
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is asked for what, and whether it takes the secret in a header or in the form."""

    authorization: str
    token: str
    keys: str
    header: bool


class Provider:
    """One issuer, asked when somebody logs in, never before; `clock` in seconds."""

    def __init__(self, issuer: str, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer, self.client, self._clock = issuer, client, clock
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def endpoints(self) -> Endpoints:
        """What its discovery document says; raises ProviderFault."""
        if self._endpoints is None or self._clock() > self._endpoints[0]:
            document = _asked(self.issuer.rstrip("/") + WELL_KNOWN)
            if document.get("issuer") != self.issuer:
                raise ProviderFault("Its discovery document is of another issuer than MIDSTANCE_OIDC_ISSUER.")
            self._endpoints = self._clock() + KEPT_S, _endpoints(document)
        return self._endpoints[1]

    def keys(self, *, anew: bool = False) -> KeySet:
        """The keys that it signs with; raises ProviderFault."""
        if anew or self._keys is None or self._clock() > self._keys[0]:
            self._keys = self._clock() + KEPT_S, _key_set(_asked(self.endpoints().keys))
        return self._keys[1]

    def token(self, code: str, verifier: str) -> str:
        """The ID token that a code is good for, once; raises LoginRefused, ProviderFault."""
        endpoints, client = self.endpoints(), self.client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": verifier,
            "client_id": client.id,
        }
        authorization = None
        if client.secret and endpoints.header:
            pair = f"{quote_plus(client.id)}:{quote_plus(client.secret)}".encode()  # RFC 6749, 2.3.1
            authorization = f"Basic {base64.b64encode(pair).decode()}"
        elif client.secret:
            form["client_secret"] = client.secret
        return _token(*asked(endpoints.token, form, authorization=authorization))


def _asked(url: str) -> dict[str, Any]:
    status, document = asked(url)
    if status != 200:
        raise ProviderFault(f"It answered {status} when it was asked for its addresses or keys.")
    return document


def _token(status: int, answer: dict[str, Any]) -> str:
    error, token = answer.get("error"), answer.get("id_token")
    if status == 400 and error == "invalid_grant":
        raise LoginRefused("The provider does not know this login any more; begin anew at /v1/session/oidc.")
    if status != 200 or not isinstance(token, str):
        code = error if isinstance(error, str) and re.fullmatch("[a-z_]{1,40}", error) else "no reason given"
        raise ProviderFault(f"It answered {status} without an ID token ({code}).")
    return token


def _endpoints(document: dict[str, Any]) -> Endpoints:
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    urls = [document.get(name) for name in names]
    if not all(isinstance(url, str) and is_safe(url) for url in urls):
        raise ProviderFault(f"Its discovery document lacks one of {', '.join(names)}, or it is not https://.")
    authorization, token, keys = map(str, urls)
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Endpoints(authorization, token, keys, "client_secret_basic" in methods)


def _key_set(document: dict[str, Any]) -> KeySet:
    """The keys that can be used; of kinds that are not known here there may be some beside them."""
    keys = []
    for data in document.get("keys") or ():
        with suppress(JoseError, ValueError, TypeError, KeyError):
            keys.append(JWKRegistry.import_key(data))
    if not keys:
        raise ProviderFault("It publishes no key that can be used.")
    return KeySet(keys)
