"""A deployment to production that succeeded, as a `deployment_status` event tells of it."""

import re
from dataclasses import dataclass
from typing import Any

from homebot.core.payloads import Missing, text_at, value_at

_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PRODUCTION = re.compile(r"prod(?:uction)?(?:[-_/ .:].*)?", re.IGNORECASE)
"""`production`, `prod`, `production-eu`; not `pre-prod`."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """The commit that runs in production, and what that environment is called."""

    oid: str
    environment: str


def deployed_of(payload: Any) -> Deployed | None:
    """What a deployment's new status says is in production now; `None` where it is another environment, or did not
    succeed. GitHub's own word that an environment is production counts, else its name does.

    Raises:
        Missing: when the payload lacks what it needs.
    """
    if text_at(payload, "action") != "created" or text_at(payload, "deployment_status", "state") != "success":
        return None
    deployment = value_at(payload, "deployment")
    said = value_at(payload, "deployment_status").get("environment")
    environment = said if isinstance(said, str) and said else text_at(deployment, "environment")
    if deployment.get("production_environment") is not True and not _PRODUCTION.fullmatch(environment.strip()):
        return None
    oid = text_at(deployment, "sha").lower()
    if not _OID.fullmatch(oid):
        raise Missing("deployment.sha (a commit)")
    return Deployed(oid, environment.strip()[:255])
