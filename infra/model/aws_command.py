"""AWS through the `aws` command line, either version of it."""
from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Optional


class AwsFailed(Exception):
    """AWS refuses, or cannot be asked; the text says why."""


def invoke(endpoint: str, body: str) -> dict:
    """What the model answers. Files, because the two versions of the command line take a body as text differently."""
    with tempfile.TemporaryDirectory() as folder:
        request, answer = Path(folder) / "request.json", Path(folder) / "answer.json"
        request.write_text(body, encoding="utf-8")
        arguments = ("--endpoint-name", endpoint, "--content-type", "application/json", "--body", f"fileb://{request}")
        result = call("sagemaker-runtime", "invoke-endpoint", *arguments, str(answer))
        if result.returncode != 0:
            raise AwsFailed(f"{endpoint} does not answer: {result.stderr.strip()}")
        return json.loads(answer.read_text(encoding="utf-8"))


def describe(operation: str, *arguments: str) -> Optional[dict]:
    """The description, or None where there is no such thing: SageMaker says so only in the text of the error."""
    result = call("sagemaker", operation, *arguments)
    if result.returncode == 0:
        return json.loads(result.stdout)
    if "Could not find" in result.stderr:
        return None
    raise AwsFailed(f"aws sagemaker {operation}: {result.stderr.strip()}")


def ask(service: str, operation: str, *arguments: str) -> dict:
    return json.loads(text(service, operation, *arguments))


def text(service: str, operation: str, *arguments: str) -> str:
    """What it writes, which may be a secret: nobody prints it."""
    result = call(service, operation, *arguments)
    if result.returncode != 0:
        raise AwsFailed(f"aws {service} {operation}: {result.stderr.strip()}")
    return result.stdout


def aws(operation: str, *arguments: str) -> None:
    refusal = try_aws(operation, *arguments)
    if refusal is not None:
        raise AwsFailed(refusal)


def try_aws(operation: str, *arguments: str) -> Optional[str]:
    """None where it was done, else what AWS says."""
    result = call("sagemaker", operation, *arguments)
    if result.returncode != 0:
        return f"aws sagemaker {operation}: {result.stderr.strip()}"
    print(f"{operation} {arguments[1]}", flush=True)
    return None


def call(service: str, operation: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = ["aws", service, operation, *arguments, "--output", "json"]
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    except FileNotFoundError:
        raise AwsFailed("the aws command line is not installed.") from None
