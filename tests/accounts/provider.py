"""A provider of an institution's sign-in that does what it is told to, also what no sound one does."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from tests.working import work_off

CLIENT = "kidmet"
SECRET = "known-to-both"
ROBIN = {"sub": "robin-17", "email": "robin@kidmet.example", "email_verified": True, "name": "Robin Reed"}


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


class Provider(ThreadingHTTPServer):
    """Its answers are made of `claims` and `told`; `instead` answers in place of a path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.begin_anew()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def begin_anew(self) -> None:
        self.key = self.signs_with = new_key()
        self.kid = "first"
        self.claims: dict[str, Any] = dict(ROBIN)
        self.told: dict[str, Any] | None = None
        self.forged: dict[str, Any] = {}
        self.instead: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.open = threading.Event()

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        whole = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = whole | self.claims | self.forged
        held = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(held, self.signs_with, algorithm="ES256", headers={"kid": self.kid})

    def agree(self, address: str) -> str:
        """What a browser does there: it is sent back with a code; returns where to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if asked is None or sent.get("client_secret") != SECRET:
            return None
        if asked["code_challenge"] != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
            return None
        return {"access_token": "opens", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}


class _Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.answer(self.server)

    do_POST = do_GET

    def answer(self, provider: Provider) -> None:
        path = urlsplit(self.path).path
        provider.asked.append(path)
        if path in provider.instead:
            return provider.instead[path](self)
        if path == "/token":
            length = int(self.headers["Content-Length"])
            sent = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            given = provider.token(sent)
            return say(self, given or {"error": "invalid_grant"}, 200 if given else 400)
        told = provider.claims if provider.told is None else provider.told
        pages = {
            "/.well-known/openid-configuration": provider.metadata(),
            "/keys": provider.keys(),
            "/userinfo": told,
        }
        say(self, pages.get(path, {}), 200 if path in pages else 404)

    def log_message(self, *args: object) -> None:
        pass


def say(handler: BaseHTTPRequestHandler, said: Any, status: int = 200) -> None:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def press(client: Client, **fields: str) -> Any:
    return client.post("/accounts/institution/", fields)


def begin(client: Client, **fields: str) -> Any:
    """Presses the button, and once more where a worker had to ask first where it leads."""
    answer = press(client, **fields)
    return press(client, **fields) if answer.status_code == 503 and work_off() else answer


def sign_in_at(provider: Provider, client: Client, **fields: str) -> Any:
    """As a browser does: to the provider, back, and on to where that leads."""
    left = begin(client, **fields)
    assert left.status_code == 302 and left["Location"].startswith(f"{provider.issuer}/authorize?"), left
    return client.get(provider.agree(left["Location"]))
