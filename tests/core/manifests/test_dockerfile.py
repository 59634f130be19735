"""Base images of a `Dockerfile`: tags, digests, stages, arguments."""

import pytest

from tests.core.manifests.reading import problems, read, rows

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("image", "name", "version"),
    [
        ("python:3.11-slim", "python", "3.11-slim"),
        ("python", "python", ""),
        ("library/python:3", "python", "3"),
        ("docker.io/library/python:3", "python", "3"),
        ("acme/base:1.2", "acme/base", "1.2"),
        ("ghcr.io/Acme/base:1.2", "ghcr.io/acme/base", "1.2"),
        ("localhost:5000/base", "localhost%3A5000/base", ""),
        ("localhost:5000/base:2", "localhost%3A5000/base", "2"),
        (f"acme/base@{DIGEST}", "acme/base", DIGEST),
        (f"acme/base:1.2@{DIGEST}", "acme/base", "1.2"),
        ("--platform=$BUILDPLATFORM acme/base:1", "acme/base", "1"),
    ],
)
def test_images(image: str, name: str, version: str) -> None:
    assert rows(read("Dockerfile", f"FROM {image}\n")) == [(f"docker/{name}", version, version, "runtime", True, 1)]


STAGES = """\
# syntax=docker/dockerfile:1
ARG BASE=ghcr.io/acme/base
ARG TAG="1.4"
FROM golang:1.22 AS build
ARG TAG=9.9
COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/uv
COPY --chown=1:1 --from=busybox /bin/sh /sh

from ${BASE}:$TAG as Runtime
COPY --from=build /app /app
COPY --from=0 /x /x

FROM scratch AS empty
FROM \\
  # a comment inside
  runtime \\
  AS last
"""


def test_stages_and_arguments() -> None:
    found = read("Dockerfile", STAGES)
    assert [(row[0], row[1], row[3], row[5]) for row in rows(found)] == [
        ("docker/golang", "1.22", "build", 4),
        ("docker/ghcr.io/acme/base", "1.4", "runtime", 9),
        ("docker/ghcr.io/astral-sh/uv", "0.5", "build", 6),
        ("docker/busybox", "", "build", 7),
    ]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("ARG A\nFROM ${A:-base:1}", "base", "1"),
        ("ARG A=base\nFROM ${A:-other}:2", "base", "2"),
        ("ARG A=base\nFROM ${A:+set}:2", "set", "2"),
        ("ARG A=base\nARG B=$A:3\nFROM $B", "base", "3"),
        ("# escape=`\nFROM `\n base:4", "base", "4"),
    ],
)
def test_arguments(text: str, name: str, version: str) -> None:
    assert [row[:2] for row in rows(read("Dockerfile", text))] == [(f"docker/{name}", version)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("RUN x", (1, "it has no FROM")),
        ("FROM a\n\nFROM $UNKNOWN", (3, 'the image "$UNKNOWN" is named by an argument without a default')),
        ("FROM a b c", (1, '"FROM a b c" names no image')),
        ("FROM ../../etc", (1, '"../../etc" is no name of a package')),
        ("FROM a:<b>", (1, '"<b>" is no version')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problem in problems(read("Dockerfile", text))


def test_a_stage_that_is_named_as_another_image_ends() -> None:
    found = read("Dockerfile", "FROM a AS a\nFROM a AS a\nFROM a AS 0:base\nFROM 0:base\n")
    assert [(row[0], row[3]) for row in rows(found)] == [("docker/a", "runtime")]
