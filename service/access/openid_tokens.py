"""What an ID token says, once it is certain that the provider said it now, to this server, for this login."""

from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwt import JWTClaimsRegistry

from service.access.errors import LoginRefused
from service.access.identities import is_subject
from service.access.openid_provider import Provider

ALGORITHMS = ("RS256", "ES256", "PS256")  # asymmetric alone: a public key must never serve as a shared secret
CLOCKS_DIFFER_S = 60


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider has let in; `email` only where it says to have verified it."""

    issuer: str
    subject: str
    email: str | None


def person(token: str, provider: Provider, nonce: str) -> Person:
    """Whom a token is about: OpenID Connect Core 1.0, 3.1.3.7. Raises LoginRefused, ProviderFault."""
    try:
        claims = _signed(token, provider)
        _require(claims, provider, nonce)
    except (JoseError, ValueError, TypeError) as error:
        why = "What the provider says of this login cannot be trusted"
        raise LoginRefused(f"{why} ({type(error).__name__}); begin anew at /v1/session/oidc.") from error
    email, verified = claims.get("email"), claims.get("email_verified")
    known = email if isinstance(email, str) and verified is True else None
    return Person(provider.issuer, claims["sub"], known)


def _signed(token: str, provider: Provider) -> dict[str, Any]:
    try:
        return jwt.decode(token, provider.keys(), ALGORITHMS).claims
    except InvalidKeyIdError:  # the provider may have begun to sign with another
        return jwt.decode(token, provider.keys(anew=True), ALGORITHMS).claims


def _require(claims: dict[str, Any], provider: Provider, nonce: str) -> None:
    audience = provider.client.id
    JWTClaimsRegistry(
        leeway=CLOCKS_DIFFER_S,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": audience},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(claims)
    shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if shared else audience) != audience:
        raise ValueError("the token was made for another client")
    if not isinstance(claims["nonce"], str) or not is_subject(claims["sub"]):
        raise ValueError("nonce or sub has a form that it cannot have")
