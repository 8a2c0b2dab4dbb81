import json
import os
import stat
import tempfile
import unittest
from pathlib import Path

import sagemaker_target
from deployment import DeployFailed

MANIFEST = {"model": "penguins", "version": "penguins-abc1234", "digest": "sha256:" + "0" * 64}
NAME = "penguins-abc1234-000000000000"

# An `aws` command that notes its arguments and answers a describe-* with the file of that name, if there is one.
AWS = """#!/bin/sh
echo "$@" >> calls
[ -f "$2.json" ] && exec cat "$2.json"
case "$2" in describe-*) echo "Could not find it" >&2; exit 254;; esac
"""


class SageMakerTargetTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "image.json").write_text('{"uri": "registry/penguins@sha256:1"}')
        (self.folder / "aws").write_text(AWS)
        (self.folder / "aws").chmod(stat.S_IRWXU)
        before, path = os.getcwd(), os.environ["PATH"]
        self.addCleanup(os.chdir, before)
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.chdir(folder.name)
        os.environ["PATH"] = folder.name + os.pathsep + path

    def endpoint(self, status, config):
        description = {"EndpointStatus": status, "EndpointConfigName": config}
        (self.folder / "describe-endpoint.json").write_text(json.dumps(description))

    def deploy(self):
        return sagemaker_target.deploy(self.folder, MANIFEST, {"SAGEMAKER_ROLE_ARN": "arn:aws:iam::123456789012:role/serve"})

    def calls(self):
        return [line.split()[1] for line in (self.folder / "calls").read_text().splitlines()]

    def test_what_is_already_in_service_is_left_alone(self):
        self.endpoint("InService", NAME)
        (self.folder / "describe-model.json").write_text("{}")
        (self.folder / "describe-endpoint-config.json").write_text("{}")

        self.assertEqual(self.deploy(), "penguins")

        self.assertEqual([call for call in self.calls() if not call.startswith("describe")], [])

    def test_a_new_release_gets_its_own_model_and_configuration(self):
        self.endpoint("InService", NAME)

        self.deploy()

        self.assertEqual([call for call in self.calls() if call.startswith("create")], ["create-model", "create-endpoint-config"])

    def test_an_endpoint_that_went_back_to_the_old_configuration_is_a_failure(self):
        self.endpoint("InService", "penguins-older")

        with self.assertRaisesRegex(DeployFailed, "InService on penguins-older"):
            self.deploy()

        self.assertIn("update-endpoint", self.calls())

    def test_a_package_without_an_image_is_refused(self):
        (self.folder / "image.json").write_text('{"uri": null}')

        with self.assertRaisesRegex(DeployFailed, "PACKAGE_AS=image"):
            self.deploy()
