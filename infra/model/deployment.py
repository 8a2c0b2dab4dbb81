"""What the deploy targets share."""
from __future__ import annotations

from typing import Mapping


class DeployFailed(Exception):
    """Production does not serve the wanted model; the text says why."""


def required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise DeployFailed(f"{name} is not set.")
    return value
