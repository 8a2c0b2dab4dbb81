"""Deploying to a SageMaker real-time endpoint through the `aws` command line.

Models and endpoint configurations are immutable: every release has its own, named after endpoint, commit and image, and
they are kept, because the endpoint configuration of an earlier release is what a rollback returns to.
"""
from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Mapping, NamedTuple, Optional

from aws_command import aws, describe, invoke, try_aws
from deployment import DeployFailed, assert_served, question, required

SECONDS_BETWEEN_LOOKS = 15
TIMEOUT_SECONDS = 45 * 60
# An update is accepted before the endpoint shows it: until then it is still in service on the old configuration.
UNSEEN_SECONDS = 2 * 60
SETTLING = ("Creating", "Updating", "SystemUpdating", "RollingBack")
# What no update leads out of (Amazon SageMaker API Reference, DescribeEndpoint, EndpointStatus).
LOST = ("Failed", "UpdateRollbackFailed", "Deleting")


class Look(NamedTuple):
    """An endpoint as SageMaker describes it."""

    status: str
    config: Optional[str]
    # Configuration that an update is on its way to.
    pending: Optional[str]
    reason: str

    @property
    def settling(self) -> bool:
        return self.status in SETTLING or self.pending is not None

    def serves(self, config: str) -> bool:
        return self.status == "InService" and self.config == config and not self.settling

    def comes_to(self, config: str) -> bool:
        return self.status == "Updating" and self.pending == config

    def __str__(self) -> str:
        return f"{self.status} on {self.config}"


def deploy(release: Path, model: dict, environment: Mapping[str, str]) -> str:
    """Returns the endpoint's name once it is in service on the wanted configuration, and answers as the wanted model."""
    image = json.loads((release / "image.json").read_text(encoding="utf-8"))["uri"]
    if not image:
        raise DeployFailed("SageMaker serves images: package with PACKAGE_AS=image.")
    endpoint = environment.get("ENDPOINT_NAME") or model["model"]
    name = release_name(endpoint, model, image)
    if describe("describe-model", "--model-name", name) is None:
        role = required(environment, "SAGEMAKER_ROLE_ARN")
        container = json.dumps({"Image": image})
        aws("create-model", "--model-name", name, "--execution-role-arn", role, "--primary-container", container)
    if describe("describe-endpoint-config", "--endpoint-config-name", name) is None:
        variants = json.dumps([variant(name, environment)])
        aws("create-endpoint-config", "--endpoint-config-name", name, "--production-variants", variants)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    put_endpoint(endpoint, name, deadline)
    wait_until_in_service(endpoint, name, deadline)
    assert_served(endpoint, invoke(endpoint, question(release)), model)
    return endpoint


def release_name(endpoint: str, model: dict, image: str) -> str:
    """Begins with the endpoint's, by which the role that deploys is held to its own (docs/ml-pipeline.md)."""
    commit, digest = model["version"].rsplit("-", 1)[-1], image.rsplit(":", 1)[-1]
    return f"{endpoint}-{commit}-{digest[:12]}"


def instance_type(environment: Mapping[str, str]) -> str:
    return environment.get("INSTANCE_TYPE") or "ml.t2.medium"


def variant(model: str, environment: Mapping[str, str]) -> dict:
    return {
        "VariantName": "all",
        "ModelName": model,
        "InitialInstanceCount": 1,
        "InstanceType": instance_type(environment),
    }


def put_endpoint(endpoint: str, config: str, deadline: float) -> None:
    """Has SageMaker begin, unless it is there or on its way; while it is at something else, it takes no update."""
    arguments = ("--endpoint-name", endpoint, "--endpoint-config-name", config)
    now = look(endpoint)
    if now is None:
        return aws("create-endpoint", *arguments)
    while not (now.serves(config) or now.comes_to(config)):
        if now.status in LOST:
            raise DeployFailed(f"{endpoint} is {now} and takes no update: delete it and deploy again. {now.reason}".strip())
        if now.settling:
            now = look_later(endpoint, config, deadline)
            continue
        refusal = try_aws("update-endpoint", *arguments)
        if refusal is None:
            return
        now = look_later(endpoint, config, deadline)
        # Somebody else's update may have begun in between; any other refusal will not change by waiting.
        if not now.settling:
            raise DeployFailed(refusal)


def wait_until_in_service(endpoint: str, config: str, deadline: float) -> None:
    """Being in service is not enough: after an automatic rollback the endpoint is, on the old configuration."""
    unseen_until = time.monotonic() + UNSEEN_SECONDS
    has_begun = False
    now = look(endpoint)
    while now is None or not now.serves(config):
        if now is not None and now.settling:
            has_begun = True
        elif has_begun or (now is not None and now.status in LOST) or time.monotonic() >= unseen_until:
            raise DeployFailed(failure(endpoint, now, config))
        pause(endpoint, config, deadline)
        now = look(endpoint)


def failure(endpoint: str, now: Optional[Look], config: str) -> str:
    if now is None:
        return f"{endpoint} is gone."
    return f"{endpoint} is {now} instead of in service on {config}. {now.reason}".strip()


def look_later(endpoint: str, config: str, deadline: float) -> Look:
    pause(endpoint, config, deadline)
    now = look(endpoint)
    if now is None:
        raise DeployFailed(f"{endpoint} was deleted meanwhile: deploy again.")
    return now


def pause(endpoint: str, config: str, deadline: float) -> None:
    if time.monotonic() >= deadline:
        raise DeployFailed(f"{endpoint} was not in service on {config} after {TIMEOUT_SECONDS // 60} minutes.")
    time.sleep(SECONDS_BETWEEN_LOOKS)


def look(endpoint: str) -> Optional[Look]:
    found = describe("describe-endpoint", "--endpoint-name", endpoint)
    if found is None:
        return None
    pending = (found.get("PendingDeploymentSummary") or {}).get("EndpointConfigName")
    now = Look(found["EndpointStatus"], found.get("EndpointConfigName"), pending, found.get("FailureReason") or "")
    print(f"{endpoint}: {now}", flush=True)
    return now
