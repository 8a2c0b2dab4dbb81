import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from unittest import mock

import registry
from aws_command import AwsFailed
from image import ImageFailed, publish

PROJECT = Path(__file__).resolve().parent.parent
HOST = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
REPOSITORY = f"{HOST}/penguins"
PASSWORD = "not-for-the-log"
ARN = "arn:aws:sagemaker:eu-central-1:123456789012:model-package/penguins/7"
MANIFEST = {"version": "penguins-0123456", "digest": "sha256:model", "commit": "0123456789abcdef"}

# Both note their arguments. What was pushed is a file named after the tag: the answer to describe-images.
DOCKER = """#!/bin/sh
cd "$STANDINS"
echo "docker $*" >> calls
case "$1" in
  login) cat > login;;
  push) [ -f refusing ] && { echo "denied: Your authorization token has expired." >&2; exit 1; }
        echo pushing layers; tag="${2##*:}"
        echo "{\\"imageDetails\\": [{\\"imageDigest\\": \\"sha256:of-$tag\\"}]}" > "pushed-$tag";;
  inspect) echo "${4%:*}@sha256:inspected";;
esac
"""
AWS = """#!/bin/sh
cd "$STANDINS"
echo "aws $*" >> calls
case "$2" in
  get-login-password) echo not-for-the-log;;
  describe-images)
    for word; do case "$word" in imageTag=*) tag="${word#imageTag=}";; esac; done
    [ -f "pushed-$tag" ] && exec cat "pushed-$tag"
    [ -f refusal ] && { cat refusal >&2; exit 254; }
    echo "An error occurred (ImageNotFoundException) when calling the DescribeImages operation: $tag" >&2; exit 254;;
  create-model-package)
    echo "$4" > registered
    echo '{"ModelPackageArn": "arn:aws:sagemaker:eu-central-1:123456789012:model-package/penguins/7"}';;
esac
"""


class StandIns(unittest.TestCase):
    """The programs `docker` and `aws` before those of the machine, and a package."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.project = Path(folder.name), Path(folder.name) / "package"
        self.project.mkdir()
        self.train("first")
        for name, script in (("docker", DOCKER), ("aws", AWS)):
            (self.folder / name).write_text(script)
            (self.folder / name).chmod(stat.S_IRWXU)
        path = folder.name + os.pathsep + os.environ["PATH"]
        environment = mock.patch.dict(os.environ, {"PATH": path, "STANDINS": folder.name})
        environment.start()
        self.addCleanup(environment.stop)

    def train(self, weights):
        (self.project / "model.json").write_text(weights)

    def publish(self, repository=REPOSITORY):
        (self.folder / "calls").write_text("")
        with redirect_stdout(StringIO()):
            return publish(self.project, repository, MANIFEST)

    def lines(self):
        return (self.folder / "calls").read_text().splitlines()

    def calls(self):
        return [" ".join(line.split()[: 2 if line.startswith("docker") else 3]) for line in self.lines()]


class ImageTest(StandIns):
    def test_it_logs_in_pushes_and_names_the_image_by_the_digest_that_ecr_has(self):
        image = self.publish()

        looks = "aws ecr describe-images"
        pushes = ["docker build", "aws ecr get-login-password", "docker login", "docker push"]
        self.assertEqual(self.calls(), [looks, *pushes, looks])
        self.assertRegex(image, f"^{REPOSITORY}@sha256:of-penguins-0123456-")

    def test_the_password_goes_to_the_registry_and_into_no_log(self):
        (self.folder / "calls").write_text("")
        arguments = f"pathlib.Path({str(self.project)!r}), {REPOSITORY!r}, {MANIFEST!r}"
        command = [sys.executable, "-B", "-c", f"import pathlib, image; image.publish({arguments})"]

        published = subprocess.run(
            command, cwd=str(PROJECT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True
        )

        login = next(line for line in self.lines() if "docker login" in line)
        self.assertEqual(login, f"docker login --username AWS --password-stdin {HOST}")
        self.assertEqual((self.folder / "login").read_text().strip(), PASSWORD)
        self.assertIn(b"pushing layers", published.stdout)
        self.assertNotIn(PASSWORD.encode(), published.stdout)

    def test_the_tag_begins_with_the_version_and_a_label_tells_the_model(self):
        self.publish()

        build = next(line for line in self.lines() if "docker build" in line)
        self.assertRegex(build, rf"--tag {REPOSITORY}:penguins-0123456-[0-9a-f]{{12}} ")
        self.assertIn("--label model-digest=sha256:model ", build)

    def test_a_commit_that_is_built_again_keeps_its_image(self):
        first = self.publish()

        again = self.publish()

        self.assertEqual((again, self.calls()), (first, ["aws ecr describe-images"]))

    def test_other_contents_of_the_same_commit_get_a_tag_of_their_own(self):
        first = self.publish()
        self.train("second")

        second = self.publish()

        self.assertIn("docker push", self.calls())
        self.assertNotEqual(second, first)

    def test_a_repository_that_cannot_be_read_is_told_and_nothing_is_built(self):
        (self.folder / "refusal").write_text("An error occurred (RepositoryNotFoundException): there is no penguins")

        with self.assertRaisesRegex(AwsFailed, "^aws ecr describe-images: .*there is no penguins"):
            self.publish()

        self.assertNotIn("docker build", self.calls())

    def test_a_push_that_is_refused_fails(self):
        (self.folder / "refusing").write_text("")

        with self.assertRaisesRegex(ImageFailed, "docker push ended with 1"):
            self.publish()

    def test_another_registry_is_pushed_to_without_aws(self):
        image = self.publish("localhost:5000/penguins")

        self.assertEqual(self.calls(), ["docker build", "docker push", "docker inspect"])
        self.assertEqual(image, "localhost:5000/penguins@sha256:inspected")


class RegistryTest(StandIns):
    def register(self, **environment):
        with redirect_stdout(StringIO()):
            arn = registry.register("penguins", "image@sha256:1", MANIFEST, {"METRIC_ACCURACY": "0.98"}, environment)
        return arn, json.loads((self.folder / "registered").read_text())

    def test_the_image_is_registered_and_waits_for_an_answer(self):
        arn, request = self.register(INSTANCE_TYPE="ml.m5.large")

        self.assertEqual(arn, ARN)
        self.assertEqual(request["ModelPackageGroupName"], "penguins")
        self.assertEqual(request["ModelApprovalStatus"], "PendingManualApproval")
        specification = request["InferenceSpecification"]
        self.assertEqual(specification["Containers"], [{"Image": "image@sha256:1"}])
        self.assertEqual(specification["SupportedRealtimeInferenceInstanceTypes"], ["ml.m5.large"])

    def test_the_registry_knows_the_commit_and_what_the_build_exports(self):
        _, request = self.register()

        self.assertEqual(request["MetadataProperties"], {"CommitId": "0123456789abcdef"})
        self.assertEqual(request["CustomerMetadataProperties"], {"METRIC_ACCURACY": "0.98"})
