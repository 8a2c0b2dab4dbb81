"""Puts the packaged model into production, and fails unless production then serves exactly this model.

DEPLOY_TO=local      sends the package to the model host at MODEL_HOST_URL (with MODEL_HOST_TOKEN)
DEPLOY_TO=sagemaker  serves the image from the SageMaker endpoint ENDPOINT_NAME, as the role SAGEMAKER_ROLE_ARN

python3 deploy.py [--release FOLDER]
"""
from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

import local_target
import sagemaker_target
from aws_command import AwsFailed
from deployment import DeployFailed, wanted
from evaluation import exported

HERE = Path(__file__).resolve().parent
TARGETS = {"local": local_target.deploy, "sagemaker": sagemaker_target.deploy}


def main() -> None:
    parser = argparse.ArgumentParser(description="Deploys the packaged model.")
    parser.add_argument("--release", type=Path, default=HERE, help="the folder that package.py wrote")
    release = parser.parse_args().release.resolve()
    target = os.environ.get("DEPLOY_TO", "")
    if target not in TARGETS:
        sys.exit(f"DEPLOY_TO must be one of {', '.join(TARGETS)}, not {target!r}.")
    model = wanted(release)
    print(f"Deploying {model['version']} ({model['digest']}) to {target}.", flush=True)

    try:
        address = TARGETS[target](release, model, os.environ)
    except (AwsFailed, DeployFailed) as failed:
        sys.exit(f"Deployment failed: {failed}")
    # Metrics as well: a rollback runs this stage only, and shows what it has brought back.
    variables = {
        "DEPLOYED_VERSION": model["version"],
        "DEPLOYED_DIGEST": model["digest"],
        "DEPLOYED_TO": address,
        **exported(model["metrics"]),
    }
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    (release / "deployed.sh").write_text("".join(lines), encoding="utf-8")
    print(f"{model['version']} is served at {address}.")


if __name__ == "__main__":
    main()
