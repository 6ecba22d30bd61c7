"""Logins through an OpenID provider: authorization code with PKCE, bound to the browser that began."""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import anyio
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from service.access.accounts import Account
from service.access.errors import LoginRefused, NotAdmitted, Unusable
from service.access.openid_http import is_safe
from service.access.openid_provider import Client, Provider
from service.access.openid_tokens import Person, person
from service.access.parts import Access
from service.access.secret import new_token, same
from service.settings import Settings

CALLBACK = "/v1/session/oidc/callback"
MOST_AT_ONCE = 4  # logins that may wait for the provider
LOGIN_S = 600  # from going to the provider to coming back


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser brings back: from the provider, and in the cookie that it took along."""

    code: str
    state: str
    issuer: str | None
    cookie: str


class OpenId:
    """One server's logins through its provider. The key of the cookies is gone with the process."""

    def __init__(self, provider: Provider, *, public_url: str, domains: frozenset[str]) -> None:
        self._provider, self._domains, self.public_url = provider, domains, public_url
        self._key = OctKey.import_key(secrets.token_bytes(32))
        self.asking = anyio.CapacityLimiter(MOST_AT_ONCE)

    def begin(self, to: str) -> tuple[str, str]:
        """Where to send the browser, which comes back to go on to `to`, and the cookie that it takes along.

        Raises ProviderFault.
        """
        state, nonce, verifier = new_token(), new_token(), new_token()
        claims = {"state": state, "nonce": nonce, "verifier": verifier, "to": to}
        ends_s = int(time.time()) + LOGIN_S
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        client = self._provider.client
        query = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": client.redirect_uri,
            "scope": "openid email" if self._domains else "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        place = self._provider.endpoints().authorization
        url = f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(query)}"
        return url, jwt.encode({"alg": "HS256"}, claims | {"exp": ends_s}, self._key, ["HS256"])

    def finish(self, answer: Answer) -> tuple[Person, str]:
        """Who has logged in, and where they wanted to go; raises LoginRefused, ProviderFault."""
        begun = self._begun(answer.cookie)
        issuer = self._provider.issuer
        if not same(answer.state, begun["state"]) or answer.issuer not in (None, issuer):  # RFC 9207
            raise LoginRefused(_ELSEWHERE)
        token = self._provider.token(answer.code, begun["verifier"])
        return person(token, self._provider, begun["nonce"]), begun["to"]

    def _begun(self, cookie: str) -> dict[str, str]:
        try:
            claims = jwt.decode(cookie, self._key, ["HS256"]).claims
            JWTClaimsRegistry(exp={"essential": True}).validate(claims)
        except (JoseError, ValueError) as error:
            raise LoginRefused(_ELSEWHERE) from error
        return claims

    def admit(self, who: Person, access: Access) -> Account:
        """The account of whom the provider let in, made now where they may join. Raises NotAdmitted."""
        account = access.identities.find(who.issuer, who.subject)
        if account is None and self._may_join(who.email):
            account = _joined(who, access)
        if account is None:
            raise NotAdmitted(
                "No account is linked to this login; send an admin your subject, for midstance user link: "
                f"{who.subject}"
            )
        if account.disabled:
            raise NotAdmitted("This account is closed; ask an admin to open it.")
        return account

    def _may_join(self, email: str | None) -> bool:
        name, _, domain = (email or "").rpartition("@")
        return bool(name) and domain.lower() in self._domains


_ELSEWHERE = "This login began in another browser, or too long ago; begin anew at /v1/session/oidc."


def _joined(who: Person, access: Access) -> Account:
    """A runner's new account, with a password that nobody knows."""
    identity = who.issuer, who.subject
    try:
        account = access.accounts.add(str(who.email), "runner", new_token(), identity=identity)
    except Unusable as error:
        if made := access.identities.find(*identity):  # at the same moment, by another tab
            return made
        raise NotAdmitted(f"No account can be made for this login ({error}); ask an admin.") from error
    access.audit.write(account.id, "user add", f"/v1/users/{account.id}")
    return account


def open_id(settings: Settings) -> OpenId | None:
    """Logins through the provider of these settings, if there is one. Raises Unusable."""
    issuer, id, public = settings.oidc_issuer, settings.oidc_client_id, settings.public_url
    if issuer is None:
        return None
    if id is None or public is None:
        raise Unusable(
            "MIDSTANCE_OIDC_ISSUER needs MIDSTANCE_OIDC_CLIENT_ID and MIDSTANCE_PUBLIC_URL; set them."
        )
    for name, url in (("MIDSTANCE_OIDC_ISSUER", issuer), ("MIDSTANCE_PUBLIC_URL", public)):
        if not is_safe(url):
            raise Unusable(
                f"{name} must be https://HOST, or lead to this machine; else others can read along."
            )
    secret = settings.oidc_client_secret
    client = Client(id, secret.get_secret_value() if secret else None, public + CALLBACK)
    domains = frozenset(domain.lower() for domain in settings.oidc_domains.replace(",", " ").split())
    return OpenId(Provider(issuer, client), public_url=public, domains=domains)
