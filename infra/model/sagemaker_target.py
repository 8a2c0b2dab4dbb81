"""Deploying to a SageMaker real-time endpoint through the `aws` command line.

Models and endpoint configurations are immutable: every release has its own, named after version and digest, and they
are kept, because the endpoint configuration of an earlier release is what a rollback returns to.
"""
from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Mapping, Optional

from deployment import DeployFailed, required

SECONDS_BETWEEN_LOOKS = 15
TIMEOUT_SECONDS = 45 * 60
SETTLING = ("Creating", "Updating", "SystemUpdating", "RollingBack")


def deploy(release: Path, manifest: dict, environment: Mapping[str, str]) -> str:
    """Returns the endpoint's name once it is in service on the wanted configuration."""
    image = json.loads((release / "image.json").read_text(encoding="utf-8"))["uri"]
    if not image:
        raise DeployFailed("SageMaker serves images: package with PACKAGE_AS=image.")
    endpoint = environment.get("ENDPOINT_NAME") or manifest["model"]
    name = release_name(manifest)
    if describe("describe-model", "--model-name", name) is None:
        role = required(environment, "SAGEMAKER_ROLE_ARN")
        container = json.dumps({"Image": image})
        aws("create-model", "--model-name", name, "--execution-role-arn", role, "--primary-container", container)
    if describe("describe-endpoint-config", "--endpoint-config-name", name) is None:
        variants = json.dumps([variant(name, environment)])
        aws("create-endpoint-config", "--endpoint-config-name", name, "--production-variants", variants)
    put_endpoint(endpoint, name)
    wait_until_in_service(endpoint, name)
    return endpoint


def release_name(manifest: dict) -> str:
    return f"{manifest['version']}-{manifest['digest'].split(':')[1][:12]}"


def variant(model: str, environment: Mapping[str, str]) -> dict:
    return {
        "VariantName": "all",
        "ModelName": model,
        "InitialInstanceCount": 1,
        "InstanceType": environment.get("INSTANCE_TYPE") or "ml.t2.medium",
    }


def put_endpoint(endpoint: str, config: str) -> None:
    current = describe("describe-endpoint", "--endpoint-name", endpoint)
    if current is None:
        aws("create-endpoint", "--endpoint-name", endpoint, "--endpoint-config-name", config)
    elif current["EndpointConfigName"] != config or current["EndpointStatus"] != "InService":
        aws("update-endpoint", "--endpoint-name", endpoint, "--endpoint-config-name", config)


def wait_until_in_service(endpoint: str, config: str) -> None:
    """Being in service is not enough: after an automatic rollback the endpoint is, on the old configuration."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        now = describe("describe-endpoint", "--endpoint-name", endpoint) or {}
        status, serves = now.get("EndpointStatus"), now.get("EndpointConfigName")
        print(f"{endpoint}: {status} on {serves}", flush=True)
        if status == "InService" and serves == config:
            return
        if status not in SETTLING:
            raise DeployFailed(f"{endpoint} is {status} on {serves}. {now.get('FailureReason', '')}".strip())
        time.sleep(SECONDS_BETWEEN_LOOKS)
    raise DeployFailed(f"{endpoint} was not in service on {config} after {TIMEOUT_SECONDS // 60} minutes.")


def describe(operation: str, *arguments: str) -> Optional[dict]:
    """The description, or None where there is no such thing: SageMaker says so only in the text of the error."""
    result = call(operation, *arguments)
    if result.returncode == 0:
        return json.loads(result.stdout)
    if "Could not find" in result.stderr:
        return None
    raise DeployFailed(f"aws sagemaker {operation}: {result.stderr.strip()}")


def aws(operation: str, *arguments: str) -> None:
    result = call(operation, *arguments)
    if result.returncode != 0:
        raise DeployFailed(f"aws sagemaker {operation}: {result.stderr.strip()}")
    print(f"{operation} {arguments[1]}", flush=True)


def call(operation: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = ["aws", "sagemaker", operation, *arguments, "--output", "json"]
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    except FileNotFoundError:
        raise DeployFailed("the aws command line is not installed.") from None
