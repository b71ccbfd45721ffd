"""A real OpenID provider in a process of its own, who believes everybody: `as` says who, `trouble` what it does wrong.

python provider.py PORT
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from typing import Annotated, Any
from urllib.parse import urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "kith-tests", "a secret between the two"
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 0
ISSUER = f"http://127.0.0.1:{PORT}"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))
app = FastAPI()
given: dict[str, dict[str, Any]] = {}


@app.get("/.well-known/openid-configuration")
def about() -> dict[str, str]:
    return {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
    }


@app.get("/keys")
def keys() -> dict[str, Any]:
    return {"keys": [KEY.as_dict(private=False)]}


@app.get("/authorize")
def authorize(  # the person says who they are, and is believed
    client_id: str, redirect_uri: str, state: str, nonce: str, code_challenge: str, code_challenge_method: str,
    scope: str, response_type: str, who: str = "cora@example.org", trouble: str = "",
) -> RedirectResponse:  # fmt: skip
    assert (client_id, code_challenge_method, response_type) == (CLIENT, "S256", "code")
    assert "openid" in scope
    code = secrets.token_urlsafe(16)
    given[code] = {"who": who, "trouble": trouble, "nonce": nonce, "challenge": code_challenge, "back": redirect_uri}
    return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", 302)


@app.post("/token")
def token(
    grant_type: Annotated[str, Form()],
    code: Annotated[str, Form()],
    redirect_uri: Annotated[str, Form()],
    code_verifier: Annotated[str, Form()],
    authorization: Annotated[str, Header()],
) -> JSONResponse:
    name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
    one = given.pop(code, None)
    right = (
        one is not None
        and (name, secret, grant_type) == (CLIENT, SECRET, "authorization_code")
        and redirect_uri == one["back"]
        and create_s256_code_challenge(code_verifier) == one["challenge"]
    )
    if not right:
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": _id_token(**one)})


def _id_token(who: str, trouble: str, nonce: str, **_: Any) -> str:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": ISSUER, "aud": CLIENT, "sub": hashlib.sha256(who.encode()).hexdigest(), "iat": now, "exp": now + 300,
        "nonce": nonce, "email": who, "email_verified": True,
    }  # fmt: skip
    claims |= {
        "issuer": {"iss": "https://evil.example"}, "audience": {"aud": "somebody else"}, "late": {"exp": now - 300},
        "nonce": {"nonce": "another"}, "unverified": {"email_verified": False}, "unsaid": {"email_verified": None},
        "words": {"email_verified": "true"}, "party": {"aud": [CLIENT, "other"], "azp": "other"},
    }.get(trouble, {})  # fmt: skip
    if trouble == "no email":
        del claims["email"]
    if trouble == "none":
        parts = [
            base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"none"}', json.dumps(claims).encode())
        ]
        return b".".join([*parts, b""]).decode()
    if trouble == "our secret":
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2))
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER_KEY if trouble == "key" else KEY)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
