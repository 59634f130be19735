"""Who is asking: a person, the App, or one of its installations."""

from dataclasses import dataclass
from datetime import UTC, datetime

import jwt

from homebot.sandbox.errors import ApiError, not_found
from homebot.sandbox.state import Repository, User
from homebot.sandbox.world import World


@dataclass(frozen=True)
class Caller:
    """`user` is the person or the bot; `installation` is set for an installation's token, `is_app` for a JWT."""

    user: User
    kind: str
    installation: int | None = None
    is_app: bool = False


def caller(world: World, header: str | None) -> Caller:
    """Raises ApiError 401, with GitHub's words."""
    scheme, _, secret = (header or "").partition(" ")
    if not secret:
        raise ApiError(401, "Requires authentication")
    if scheme.lower() == "bearer" and secret.count(".") == 2:
        return _app(world, secret)
    token = world.tokens.get(secret)
    if token is not None:
        if token.ends_at <= datetime.now(UTC):
            raise ApiError(401, "Bad credentials")
        assert world.app is not None
        return Caller(world.app.bot, "installation", token.installation)
    for user in world.users.values():
        if user.token == secret and user.kind == "User":
            return Caller(user, "user")
    raise ApiError(401, "Bad credentials")


def _app(world: World, proof: str) -> Caller:
    if world.app is None:
        raise ApiError(401, "A JSON web token could not be decoded")
    try:
        claims = jwt.decode(
            proof, world.app.public_key, algorithms=["RS256"], options={"require": ["exp", "iat", "iss"]}
        )
    except jwt.ExpiredSignatureError:
        raise ApiError(
            401, "'Expiration time' claim ('exp') must be a numeric value representing the future time"
        ) from None
    except jwt.PyJWTError:
        raise ApiError(401, "A JSON web token could not be decoded") from None
    if claims["exp"] - datetime.now(UTC).timestamp() > 600:
        raise ApiError(401, "'Expiration time' claim ('exp') is too far in the future")
    if str(claims["iss"]) != str(world.app.id):
        raise ApiError(401, "Integration not found")
    return Caller(world.app.bot, "app", is_app=True)


def seen(world: World, who: Caller, owner: str, name: str) -> Repository:
    """The repository, if the caller may see it; else 404, as if it were not there."""
    repository = world.repositories.get(f"{owner}/{name}".lower())
    if repository is None or who.is_app:
        raise not_found()
    if who.installation is not None:
        if world.installations.get(who.installation) != repository.owner.lower():
            raise not_found()
    elif not world.may_see(who.user, repository):
        raise not_found()
    return repository
