"""The container image around a package: built and pushed once for the same contents, and named by its digest."""
from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple, Optional

from aws_command import AwsFailed, ask, text

DOCKERFILE = Path(__file__).resolve().parent / "Dockerfile"
# <account>.dkr.ecr.<region>.amazonaws.com/<name> (Amazon ECR User Guide, "Private registries").
ECR = re.compile(r"(?P<host>(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?)/(?P<name>.+)")


class ImageFailed(Exception):
    """There is no image; the text says why."""


class EcrRepository(NamedTuple):
    host: str
    account: str
    region: str
    name: str

    def log_in(self) -> None:
        password = text("ecr", "get-login-password", "--region", self.region)
        docker("login", "--username", "AWS", "--password-stdin", self.host, secret=password)

    def digest_of(self, tag: str) -> Optional[str]:
        where = ("--region", self.region, "--registry-id", self.account, "--repository-name", self.name)
        try:
            found = ask("ecr", "describe-images", *where, "--image-ids", f"imageTag={tag}")
        except AwsFailed as failed:
            if "ImageNotFoundException" in str(failed):
                return None
            raise
        return found["imageDetails"][0]["imageDigest"]


def publish(package: Path, repository: str, manifest: dict) -> str:
    """
    Pushes an image of the package and returns its address by digest, which no later push can move. Tags of ECR are
    immutable, and no two builds make the same image: where these very contents were pushed before, that image stays.
    """
    contents = contents_digest(package)
    tag = f"{manifest['version']}-{contents[:12]}"
    address = f"{repository}:{tag}"
    labels = {"model-digest": manifest["digest"], "package-digest": f"sha256:{contents}"}
    ecr = ecr_repository(repository)
    if ecr is None:
        build(package, address, labels)
        docker("push", address)
        return docker("inspect", "--format", "{{index .RepoDigests 0}}", address, captured=True).strip()
    digest = ecr.digest_of(tag)
    if digest:
        print(f"{address} was pushed before, with the same contents.", flush=True)
    else:
        build(package, address, labels)
        ecr.log_in()
        docker("push", address)
        digest = ecr.digest_of(tag)
    if not digest:
        raise ImageFailed(f"{address} was pushed, and ECR does not have it.")
    return f"{repository}@{digest}"


def ecr_repository(address: str) -> Optional[EcrRepository]:
    found = ECR.fullmatch(address)
    return EcrRepository(*found.group("host", "account", "region", "name")) if found else None


def contents_digest(package: Path) -> str:
    """Sha256 over names and bytes of all that goes into the image."""
    everything = hashlib.sha256()
    for path in [DOCKERFILE, *sorted(path for path in package.rglob("*") if path.is_file())]:
        name = path.name if path == DOCKERFILE else path.relative_to(package).as_posix()
        everything.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode("utf-8"))
    return everything.hexdigest()


def build(package: Path, address: str, labels: dict) -> None:
    marks = [word for name, value in labels.items() for word in ("--label", f"{name}={value}")]
    docker("build", "--file", str(DOCKERFILE), "--tag", address, *marks, str(package))


def docker(*arguments: str, secret: Optional[str] = None, captured: bool = False) -> str:
    """The secret goes in by stdin, so that neither the log nor the list of processes has it."""
    # SageMaker takes a plain image, and no index of an image and attestations about it.
    environment = {**os.environ, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
    print(f"$ {shlex.join(['docker', *arguments])}", flush=True)
    stdout = subprocess.PIPE if captured else None
    try:
        result = subprocess.run(
            ["docker", *arguments], env=environment, input=secret, stdout=stdout, universal_newlines=True
        )
    except FileNotFoundError:
        raise ImageFailed("the docker command line is not installed.") from None
    if result.returncode != 0:
        raise ImageFailed(f"docker {arguments[0]} ended with {result.returncode}; its own words are above.")
    return result.stdout or ""
