"""Sign in through an organisation by OpenID Connect: authorisation code with PKCE, state and nonce."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import orjson
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry, decode

from app.access.tokens import new_token
from app.kernel.addresses import read_address
from app.kernel.errors import NotFound, NotUsable
from app.settings import Settings

ERRAND_LASTS = timedelta(minutes=10)
TIMEOUT_S = 5.0
CLOCK_OFF_S = 60
# Signed by keys that only the provider holds. No HMAC: then our own secret would sign, and no "none".
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
AWAY = "Your organisation's page does not answer. Try again, or sign in by a link."
NOT_SAID = "Your organisation did not say who you are. Try again, or sign in by a link."
UNVERIFIED = "Your organisation did not say that the address is really yours. Sign in by a link."


@dataclass(frozen=True)
class Organisation:
    """A provider and what it knows us by."""

    issuer: str
    client_id: str
    back: str  # where it sends people back to
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Errand:
    """What we need to know when somebody comes back; it travels in their own browser, sealed."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    then: str

    def as_text(self) -> str:
        """For the cookie."""
        return orjson.dumps([self.state, self.nonce, self.verifier, self.then]).decode()

    @classmethod
    def from_text(cls, text: str) -> "Errand":
        """From a cookie of our own; raises NotUsable for none."""
        if not text:
            raise NotUsable(NOT_SAID)
        return cls(*orjson.loads(text))


def organisation_of(settings: Settings) -> Organisation:
    """The provider of the settings; raises NotFound when there is none."""
    if not settings.oidc_issuer or not settings.oidc_client_id:
        raise NotFound("There is nothing at this address.")
    back = f"{settings.base_url.rstrip('/')}/sign-in/organisation/back"
    return Organisation(settings.oidc_issuer, settings.oidc_client_id, back, settings.oidc_client_secret)


def go_there(organisation: Organisation, then: str) -> tuple[str, Errand]:
    """The address of the organisation's page, and what to remember. Raises NotUsable when it does not answer."""
    errand = Errand(new_token(), new_token(), new_token(), then)
    with _client(organisation) as client:
        about = _about(organisation)
        address, _ = client.create_authorization_url(
            about["authorization_endpoint"], state=errand.state, nonce=errand.nonce, code_verifier=errand.verifier
        )
    return str(address), errand


def come_back(organisation: Organisation, errand: Errand, code: str, state: str) -> str:
    """The verified address of whoever came back. Raises NotUsable for everything that is not as it should be."""
    if not code or not secrets.compare_digest(state.encode(), errand.state.encode()):
        raise NotUsable(NOT_SAID)
    with _client(organisation) as client:
        about = _about(organisation)
        try:
            token = client.fetch_token(about["token_endpoint"], code=code, code_verifier=errand.verifier)
            claims = _claims(token["id_token"], _read(about["jwks_uri"]), organisation, errand)
        except httpx.HTTPError as error:
            raise NotUsable(AWAY) from error
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            raise NotUsable(NOT_SAID) from error
    # Some providers let people write any address into their profile: one that was not verified is somebody's claim.
    address = read_address(str(claims.get("email", "")))
    if address is None or claims.get("email_verified") is not True:
        raise NotUsable(UNVERIFIED)
    return address


def _client(organisation: Organisation) -> Any:
    return OAuth2Client(
        organisation.client_id, organisation.client_secret, scope="openid email", redirect_uri=organisation.back,
        code_challenge_method="S256", timeout=TIMEOUT_S,
    )  # fmt: skip


def _read(address: str) -> Any:
    return httpx.get(address, timeout=TIMEOUT_S).raise_for_status().json()


def _about(organisation: Organisation) -> dict[str, str]:
    """Where the provider's doors are, by its own word (OpenID Connect Discovery 1.0, section 4)."""
    address = f"{organisation.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        about = _read(address)
        found = {name: str(about[name]) for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")}
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise NotUsable(AWAY) from error
    if found["issuer"] != organisation.issuer:
        raise NotUsable(AWAY)
    return found


def _claims(id_token: str, keys: Any, organisation: Organisation, errand: Errand) -> dict[str, Any]:
    """What the ID token says, when it is signed, for us, in time and for this errand (OpenID Connect Core, 3.1.3.7)."""
    claims: dict[str, Any] = decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
    JWTClaimsRegistry(
        leeway=CLOCK_OFF_S,
        iss={"essential": True, "value": organisation.issuer},
        aud={"essential": True, "value": organisation.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": errand.nonce},
    ).validate(claims)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != organisation.client_id:
        raise ValueError("the token is for somebody else")
    return claims
