"""People and bots of the GraphQL API."""

from homebot.sandbox.graph_pages import Node
from homebot.sandbox.present import Present
from homebot.sandbox.state import User


def actor(present: Present, user: User) -> Node:
    """Somebody. GraphQL calls a bot by its name without `[bot]`."""
    login, is_bot = user.login.removesuffix("[bot]"), user.kind == "Bot"
    path = f"/apps/{login}" if is_bot else f"/{login}"
    return {
        "__typename": user.kind,
        "login": login,
        "id": f"U_{user.id}",
        "databaseId": user.id,
        "url": present.page(path),
        "resourcePath": path,
        "avatarUrl": present.page(f"/avatars/{user.id}"),
        "name": None,
        "status": {"indicatesLimitedAvailability": user.busy},
    }
