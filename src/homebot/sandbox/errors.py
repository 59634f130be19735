"""Answers that are no success, in GitHub's form."""

from typing import Any


class ApiError(Exception):
    """An error answer: status, message, and details as GitHub lists them."""

    def __init__(self, status: int, message: str, errors: list[Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {
            "message": message,
            "documentation_url": "https://docs.github.com/rest",
            "status": str(status),
        }
        if errors:
            self.body["errors"] = errors


def not_found() -> ApiError:
    """Not there, or not to be seen."""
    return ApiError(404, "Not Found")


def invalid(message: str, /, **detail: Any) -> ApiError:
    """422 as GitHub says it."""
    return ApiError(422, "Validation Failed", [detail] if detail else [message])
