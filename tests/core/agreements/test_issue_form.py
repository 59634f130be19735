"""The issue form that is shipped asks for what agreeing needs, in GitHub's format, and what it makes is read."""

from pathlib import Path
from typing import Any

import yaml

from homebot.core.agreements.form import NAMES, read

FORM = Path(__file__).parents[3] / "config" / "issue-form-away-work.yml"
TYPES = {"markdown", "textarea", "input", "dropdown", "checkboxes", "upload"}


def fields() -> list[dict[str, Any]]:
    loaded = yaml.safe_load(FORM.read_text("utf-8"))
    assert set(loaded) <= {"name", "description", "title", "labels", "body", "assignees", "projects", "type"}
    assert all(isinstance(loaded[key], str) and loaded[key] for key in ("name", "description", "title"))
    assert all(isinstance(label, str) for label in loaded["labels"])
    return list(loaded["body"])


def test_it_is_a_form_as_github_reads_them() -> None:
    ids = [one["id"] for one in fields() if "id" in one]
    labels = [one["attributes"]["label"] for one in fields() if one["type"] != "markdown"]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)
    for one in fields():
        assert one["type"] in TYPES
        assert set(one) <= {"type", "id", "attributes", "validations"}
        assert one["attributes"].get("value" if one["type"] == "markdown" else "label")


def test_it_asks_for_every_section_and_demands_each() -> None:
    asked = {one["attributes"]["label"]: one["validations"] for one in fields() if one["type"] != "markdown"}
    assert list(asked) == [name.capitalize() for name in NAMES]
    assert all(rule == {"required": True} for rule in asked.values())


def test_what_github_makes_of_it_is_read_whole() -> None:
    labels = [one["attributes"]["label"] for one in fields() if one["type"] != "markdown"]
    made = read("\n\n".join(f"### {label}\n\nabout {label}" for label in labels))
    assert made.missing == ()
    assert made.facts == tuple((name, f"about {name.capitalize()}") for name in NAMES)
