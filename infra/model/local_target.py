"""Deploying to a model host: one PUT with the package, answered when it is served."""
from __future__ import annotations

import io
import json
import tarfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Mapping

from deployment import DeployFailed, assert_served, question, required

TIMEOUT_SECONDS = 60
# The model host is a neighbour; a proxy that the environment names is not on the way to it.
HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def deploy(release: Path, model: dict, environment: Mapping[str, str]) -> str:
    """Returns the address of the model once it answers as the wanted one."""
    address = f"{required(environment, 'MODEL_HOST_URL').rstrip('/')}/models/{model['model']}"
    request = urllib.request.Request(
        address,
        method="PUT",
        data=archive(release / "package"),
        headers={
            "Authorization": f"Bearer {required(environment, 'MODEL_HOST_TOKEN')}",
            "Content-Type": "application/gzip",
            "Model-Version": model["version"],
            "Model-Digest": model["digest"],
        },
    )
    send(request)
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(f"{address}/invocations", data=question(release).encode("utf-8"), headers=headers)
    assert_served(address, send(asked), model)
    return address


def archive(package: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for path in sorted(package.iterdir()):
            if path.is_file():
                tar.add(str(path), arcname=path.name)
    return buffer.getvalue()


def send(request: urllib.request.Request) -> dict:
    try:
        with HTTP.open(request, timeout=TIMEOUT_SECONDS) as response:
            return json.loads(response.read())
    except urllib.error.HTTPError as refused:
        with refused:
            raise DeployFailed(f"the model host answered {refused.code}: {refused.read().decode()}") from None
    except OSError as error:
        raise DeployFailed(f"the model host cannot be reached: {error}") from error
