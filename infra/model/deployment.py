"""What the deploy targets share."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Mapping

from evaluation import headline


class DeployFailed(Exception):
    """Production does not serve the wanted model; the text says why."""


def required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise DeployFailed(f"{name} is not set.")
    return value


def wanted(release: Path) -> dict:
    """What production must say of itself once it serves this release."""
    package = release / "package"
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    evaluation = json.loads((package / "evaluation.json").read_text(encoding="utf-8"))
    return {
        **{key: manifest[key] for key in ("model", "version", "digest")},
        "metrics": headline(evaluation),
    }


def question(release: Path) -> str:
    """Body of a request that every model of this project answers: one measured penguin."""
    rows = json.loads((release / "holdout.json").read_text(encoding="utf-8"))
    measured = next(row for row in rows if row["body_mass_g"] is not None)
    return json.dumps([{key: value for key, value in measured.items() if key != "species"}])


def assert_served(address: str, answer: dict, release: dict) -> None:
    """Compares what production answered, which only the model itself can know, with the release."""
    for key in ("version", "digest", "metrics"):
        if answer.get(key) != release[key]:
            raise DeployFailed(f"{address} answers with {key} {answer.get(key)} instead of {release[key]}.")
