"""Packages the trained model for release: writes build/release and the variables that the build exports.

PACKAGE_AS=directory (default)  a folder that `python3 serve.py` serves
PACKAGE_AS=image                the same folder in a container image, pushed to IMAGE_REPOSITORY (needs docker), and
                                registered in SageMaker's MODEL_PACKAGE_GROUP where that is set
"""
from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import sys
from pathlib import Path

from aws_command import AwsFailed
from evaluation import exported
from image import ImageFailed, publish
from registry import register

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
RELEASE = BUILD / "release"

MODEL = "penguins"
SERVING_FILES = ["serve.py", "logistic.py", "features.py"]
# What the later stages of the pipeline run: they get the release, not the repository.
RELEASE_FILES = ["system_test.py", "junit.py", "deploy.py", "deployment.py", "local_target.py", "sagemaker_target.py"]
RELEASE_FILES += ["aws_command.py", "evaluation.py", "buildspec-test.yml", "buildspec-deploy.yml"]


def version(commit: str) -> str:
    """Derived from the commit alone, so that everyone who reads it can find the source."""
    return f"{MODEL}-{commit[:7]}" if commit else f"{MODEL}-local"


def digest(model_file: Path) -> str:
    return f"sha256:{hashlib.sha256(model_file.read_bytes()).hexdigest()}"


def write_package(folder: Path, commit: str) -> dict:
    """Fills the folder with all that serving needs and returns its manifest."""
    model = json.loads((BUILD / "model.json").read_text(encoding="utf-8"))
    manifest = {
        "model": MODEL,
        "version": version(commit),
        "digest": digest(BUILD / "model.json"),
        "commit": commit or None,
        "features": [item["name"] for item in model["inputs"]],
    }
    folder.mkdir(parents=True)
    for name in ("model.json", "evaluation.json"):
        shutil.copy(BUILD / name, folder / name)
    for name in SERVING_FILES:
        shutil.copy(HERE / name, folder / name)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def facts(manifest: dict, evaluation: dict, image: str) -> dict:
    """What the registry knows of this model, too."""
    return {
        "MODEL_VERSION": manifest["version"],
        "MODEL_DIGEST": manifest["digest"],
        **exported(evaluation),
        **({"IMAGE_URI": image} if image else {}),
    }


def exports(manifest: dict, evaluation: dict, image: str, registered: str) -> dict:
    """What the approval card and later stages learn about this model."""
    return {
        **facts(manifest, evaluation, image),
        "MODEL_FEATURES": ",".join(manifest["features"]),
        "TRAINING_ROWS": evaluation["training_rows"],
        **({"MODEL_PACKAGE_ARN": registered} if registered else {}),
    }


def main() -> None:
    kind = os.environ.get("PACKAGE_AS", "directory")
    repository = os.environ.get("IMAGE_REPOSITORY", "")
    if kind not in ("directory", "image"):
        sys.exit(f"PACKAGE_AS must be directory or image, not {kind!r}.")
    if kind == "image" and not repository:
        sys.exit("PACKAGE_AS=image needs IMAGE_REPOSITORY, the repository to push to.")
    group = os.environ.get("MODEL_PACKAGE_GROUP", "")
    if group and kind != "image":
        sys.exit("MODEL_PACKAGE_GROUP needs PACKAGE_AS=image: SageMaker registers images.")
    if not (BUILD / "model.json").exists():
        sys.exit("There is no build/model.json yet: run train.py first.")
    print(f"Packaging as {kind}.")

    shutil.rmtree(RELEASE, ignore_errors=True)
    manifest = write_package(RELEASE / "package", os.environ.get("CODEBUILD_RESOLVED_SOURCE_VERSION", ""))
    for name in RELEASE_FILES:
        shutil.copy(HERE / name, RELEASE / name)
    shutil.copy(BUILD / "holdout.json", RELEASE / "holdout.json")
    evaluation = json.loads((BUILD / "evaluation.json").read_text(encoding="utf-8"))
    try:
        image = publish(RELEASE / "package", repository, manifest) if kind == "image" else ""
        known = facts(manifest, evaluation, image)
        registered = register(group, image, manifest, known, os.environ) if group else ""
    except (AwsFailed, ImageFailed) as failed:
        sys.exit(f"Packaging failed: {failed}")
    (RELEASE / "image.json").write_text(json.dumps({"uri": image or None}) + "\n", encoding="utf-8")

    variables = exports(manifest, evaluation, image, registered)
    lines = [f"export {name}={shlex.quote(str(value))}\n" for name, value in variables.items()]
    (BUILD / "exports.sh").write_text("".join(lines), encoding="utf-8")
    print(f"{manifest['version']} {manifest['digest']}")


if __name__ == "__main__":
    main()
