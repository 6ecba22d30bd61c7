"""A small OpenID provider on this machine: real HTTP, real signatures, and faults to be switched on."""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "midstance", "s3cret of/the club"


class IdentityProvider:
    """Lets everybody in as `person`; `wrong` is laid over the claims, `answers` over what a path answers."""

    def __init__(self, port=0):
        self.keys = {
            "rsa": RSAKey.generate_key(2048, {"kid": "rsa"}),
            "ec": ECKey.generate_key("P-256", {"kid": "ec"}),
        }
        self.published = ["rsa", "ec"]
        self.signs_with, self.alg = "rsa", "RS256"
        self.person = {"sub": "248289761001"}
        self.wrong, self.answers, self.asked = {}, {}, []
        self.secret_in = "client_secret_basic"
        self.sign = self.signed
        self._codes = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def settings(self, public_url):
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "public_url": public_url,
        }

    def discovery(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": [self.secret_in],
        }

    def key_set(self):
        odd = [{"kty": "AKP", "kid": "of a later age"}, {"kty": "RSA", "kid": "broken", "n": "!", "e": 3}]
        return {"keys": odd + [self.keys[name].as_dict(private=False) for name in self.published]}

    def authorize(self, query):
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form, authorization):
        assert self._is_known(form, authorization)
        begun = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if not begun or begun["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if begun["code_challenge"].encode() != challenge.rstrip(b"="):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": begun["nonce"]}
        claims |= self.person | self.wrong
        left = {name: value for name, value in claims.items() if value is not None}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(left)}

    def _is_known(self, form, authorization):
        if self.secret_in == "client_secret_post":
            return (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        if self.secret_in == "none":
            return authorization is None and "client_secret" not in form
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":")
        return list(map(unquote_plus, pair)) == [CLIENT, SECRET]

    def signed(self, claims):
        header = {"alg": self.alg, "kid": self.signs_with}
        return jwt.encode(header, claims, self.keys[self.signs_with], [self.alg])


def _handler(provider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            provider.asked.append(url.path)
            if url.path in provider.answers:
                provider.answers[url.path](self)
            elif url.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                self.send_response(303)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            else:
                documents = {
                    "/.well-known/openid-configuration": provider.discovery,
                    "/keys": provider.key_set,
                }
                self.tell(200, documents[url.path]())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.asked.append(self.path)
            if self.path in provider.answers:
                provider.answers[self.path](self)
                return
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.tell(*provider.token(form, self.headers.get("Authorization")))

        def tell(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def providing():
    provider = IdentityProvider()
    try:
        yield provider
    finally:
        provider.stop()
