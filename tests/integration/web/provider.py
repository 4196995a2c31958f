"""A small real identity provider on 127.0.0.1: discovery, authorize, token (RS256), keys and userinfo.

It signs in at once whoever `person` says, and sends the browser straight back.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "poolbook", "the-client-secret"


class Provider:
    """The provider's state: who signs in next, and the codes that it gave out."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None  # None: the same as in the token
        self.codes: dict[str, dict[str, str]] = {}
        self.refused: list[str] = []

    def configuration(self) -> dict[str, Any]:
        """What discovery answers."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Signs the person in, and says where the browser goes next."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """The tokens of a code: once, for the right client, with the right verifier."""
        given = self.codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        wrong = [
            given is None and "code",
            asked.get("client_secret") != SECRET and "secret",
            given is not None and given.get("code_challenge") != challenge and "verifier",
        ]
        if any(wrong):
            self.refused += [str(each) for each in wrong if each]
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300} | self.person
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "a", "token_type": "Bearer", "id_token": id_token}


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    server.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """Its addresses."""

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    @property
    def provider(self) -> Provider:
        """Whose server this is."""
        return self.server.provider  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        """Everything but the token."""
        where = urlsplit(self.path)
        if where.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(where.query).items()}
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(asked))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        answers = {
            "/.well-known/openid-configuration": self.provider.configuration,
            "/keys": self.provider.keys,
            "/userinfo": lambda: self.provider.userinfo or self.provider.person,
        }
        self._json(answers[where.path]())

    def do_POST(self) -> None:
        """The token."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        answer = self.provider.token(asked)
        self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def _json(self, data: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
