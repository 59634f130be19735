"""The addresses GitHub gives with a user, a repository, a pull request or an issue, as clients follow them."""

from functools import lru_cache
from urllib.parse import quote, urlsplit

USER = {
    "followers": "/followers", "following": "/following{/other_user}", "gists": "/gists{/gist_id}",
    "starred": "/starred{/owner}{/repo}", "subscriptions": "/subscriptions", "organizations": "/orgs",
    "repos": "/repos", "events": "/events{/privacy}", "received_events": "/received_events",
}  # fmt: skip
REPOSITORY = {
    "archive": "/{archive_format}{/ref}", "assignees": "/assignees{/user}", "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}", "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}", "commits": "/commits{/sha}", "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}", "contributors": "/contributors", "deployments": "/deployments",
    "downloads": "/downloads", "events": "/events", "forks": "/forks", "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}", "git_tags": "/git/tags{/sha}", "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}", "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}", "keys": "/keys{/key_id}", "labels": "/labels{/name}", "languages": "/languages",
    "merges": "/merges", "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}", "pulls": "/pulls{/number}",
    "releases": "/releases{/id}", "stargazers": "/stargazers", "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers", "subscription": "/subscription", "tags": "/tags", "teams": "/teams",
    "trees": "/git/trees{/sha}",
}  # fmt: skip


@lru_cache(1024)
def user_addresses(base: str, number: int, login: str, is_bot: bool) -> dict[str, str]:
    """A user's. `base` is the server's, without a slash at its end."""
    address = f"{base}/api/v3/users/{quote(login)}"
    page = f"{base}/apps/{login.removesuffix('[bot]')}" if is_bot else f"{base}/{login}"
    found = {f"{name}_url": f"{address}{rest}" for name, rest in USER.items()}
    return {"url": address, "html_url": page, "avatar_url": f"{base}/avatars/{number}", "gravatar_id": "", **found}


@lru_cache(1024)
def repository_addresses(base: str, full_name: str) -> dict[str, str | None]:
    """A repository's."""
    address, page, host = f"{base}/api/v3/repos/{full_name}", f"{base}/{full_name}", urlsplit(base).hostname
    return {
        **{f"{name}_url": f"{address}{rest}" for name, rest in REPOSITORY.items()},
        "url": address,
        "html_url": page,
        "clone_url": f"{page}.git",
        "git_url": f"git://{host}/{full_name}.git",
        "ssh_url": f"git@{host}:{full_name}.git",
        "svn_url": page,
        "mirror_url": None,
    }


@lru_cache(1024)
def issue_addresses(base: str, full_name: str, number: int, is_pull: bool) -> dict[str, str]:
    """An issue's, or those of the issue that a pull request is too."""
    address = f"{base}/api/v3/repos/{full_name}/issues/{number}"
    return {
        "url": address,
        "html_url": f"{base}/{full_name}/{'pull' if is_pull else 'issues'}/{number}",
        "repository_url": f"{base}/api/v3/repos/{full_name}",
        "labels_url": f"{address}/labels{{/name}}",
        "comments_url": f"{address}/comments",
        "events_url": f"{address}/events",
    }


@lru_cache(1024)
def pull_addresses(base: str, full_name: str, number: int) -> dict[str, str]:
    """A pull request's, less those that end with a commit."""
    home, page = f"{base}/api/v3/repos/{full_name}", f"{base}/{full_name}/pull/{number}"
    return {
        "url": f"{home}/pulls/{number}",
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": f"{home}/issues/{number}",
        "commits_url": f"{home}/pulls/{number}/commits",
        "review_comments_url": f"{home}/pulls/{number}/comments",
        "review_comment_url": f"{home}/pulls/comments{{/number}}",
        "comments_url": f"{home}/issues/{number}/comments",
    }


def links(**addresses: str) -> dict[str, dict[str, str]]:
    """Addresses as `_links` holds them."""
    return {name: {"href": address} for name, address in addresses.items()}
