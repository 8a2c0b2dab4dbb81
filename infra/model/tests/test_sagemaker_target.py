import json
import os
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import aws_command
import deployment
import sagemaker_target
from deployment import DeployFailed

METRICS = {"accuracy": 0.98, "macro_f1": 0.97, "log_loss": 0.05}
MANIFEST = {"model": "penguins", "version": "penguins-abc1234", "digest": "sha256:" + "0" * 64}
MODEL = {**MANIFEST, "metrics": METRICS}
NAME = "penguins-abc1234-000000000000"
OLD = "penguins-older"
ROLE = {"SAGEMAKER_ROLE_ARN": "arn:aws:iam::123456789012:role/serve"}


def endpoint(status, config=NAME, **more):
    return {"EndpointStatus": status, "EndpointConfigName": config, **more}


def on_the_way(status="Updating", config=OLD, to=NAME):
    return endpoint(status, config, PendingDeploymentSummary={"EndpointConfigName": to})


class Release(unittest.TestCase):
    """A folder with a release in it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "package").mkdir()
        self.write("image.json", {"uri": "registry/penguins@sha256:" + "0" * 64})
        self.write("holdout.json", [{"body_mass_g": None}, {"body_mass_g": 3700, "species": "Adelie"}])
        self.write("package/manifest.json", MANIFEST)
        self.write("package/evaluation.json", {**METRICS, "per_class": {}})

    def write(self, name, document):
        (self.folder / name).write_text(json.dumps(document), encoding="utf-8")

    def deploy(self, **environment):
        return sagemaker_target.deploy(self.folder, deployment.wanted(self.folder), {**ROLE, **environment})


# An `aws` command that notes its arguments, answers a describe-* with the file of that name if there is one, and an
# invocation with the file served.json, into the file that its last argument names.
AWS = """#!/bin/sh
echo "$@" >> calls
[ -f "$2.json" ] && exec cat "$2.json"
case "$2" in
  describe-*) echo "Could not find it" >&2; exit 254;;
  invoke-endpoint) for word; do case "$word" in fileb://*) cp "${word#fileb://}" asked.json;; *answer.json) cp served.json "$word";; esac; done;;
esac
"""


class CommandLineTest(Release):
    """By real processes."""

    def setUp(self):
        super().setUp()
        (self.folder / "aws").write_text(AWS)
        (self.folder / "aws").chmod(stat.S_IRWXU)
        before, path = os.getcwd(), os.environ["PATH"]
        self.addCleanup(os.chdir, before)
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.chdir(self.folder)
        os.environ["PATH"] = str(self.folder) + os.pathsep + path
        self.write("describe-endpoint.json", endpoint("InService"))
        self.write("served.json", MODEL)

    def calls(self):
        return [line.split()[1] for line in (self.folder / "calls").read_text().splitlines()]

    def test_what_is_already_in_service_is_left_alone_and_asked_what_it_is(self):
        self.write("describe-model.json", {})
        self.write("describe-endpoint-config.json", {})

        self.assertEqual(self.deploy(), "penguins")

        done = [call for call in self.calls() if not call.startswith("describe")]
        self.assertEqual(done, ["invoke-endpoint"])
        self.assertEqual(json.loads((self.folder / "asked.json").read_text()), [{"body_mass_g": 3700}])

    def test_a_new_release_gets_its_own_model_and_configuration(self):
        self.deploy()

        created = [call for call in self.calls() if call.startswith("create")]
        self.assertEqual(created, ["create-model", "create-endpoint-config"])

    def test_what_it_creates_is_named_after_endpoint_commit_and_image(self):
        self.write("image.json", {"uri": "registry/penguins@sha256:" + "1" * 64})
        self.write("describe-endpoint.json", endpoint("InService", "puffins-abc1234-111111111111"))

        self.deploy(ENDPOINT_NAME="puffins")

        lines = [line.split() for line in (self.folder / "calls").read_text().splitlines() if "create" in line]
        self.assertEqual({line[3] for line in lines}, {"puffins-abc1234-111111111111"})

    def test_a_package_without_an_image_is_refused(self):
        self.write("image.json", {"uri": None})

        with self.assertRaisesRegex(DeployFailed, "PACKAGE_AS=image"):
            self.deploy()


class Time:
    """Passes while it is slept, and not otherwise."""

    def __init__(self):
        self.seconds = 0.0

    def monotonic(self):
        return self.seconds

    def sleep(self, seconds):
        self.seconds += seconds


class RacesTest(Release):
    """What SageMaker may say one look after the other; the last answer stays."""

    def setUp(self):
        super().setUp()
        self.time = Time()
        self.looks, self.done, self.refusals = [], [], []
        self.served = MODEL
        silent = lambda *_, **__: None
        for module, name, value in (
            (sagemaker_target, "time", self.time),
            (sagemaker_target, "print", silent),
            (aws_command, "print", silent),
            (aws_command, "call", self.call),
        ):
            patch = mock.patch.object(module, name, value, create=True)
            patch.start()
            self.addCleanup(patch.stop)

    def call(self, _service, operation, *arguments):
        if operation == "describe-endpoint":
            found = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
            return self.answer(found) if found else self.refuse("Could not find endpoint")
        if operation.startswith("describe"):
            return self.answer({})
        self.done.append(operation)
        if operation == "invoke-endpoint":
            Path(arguments[-1]).write_text(json.dumps(self.served), encoding="utf-8")
        refusal = self.refusals.pop(0) if self.refusals and operation == "update-endpoint" else None
        return self.refuse(refusal) if refusal else self.answer({})

    @staticmethod
    def answer(document):
        return subprocess.CompletedProcess([], 0, json.dumps(document), "")

    @staticmethod
    def refuse(words):
        return subprocess.CompletedProcess([], 254, "", words)

    def test_it_succeeds_once_the_endpoint_is_in_service_on_the_wanted_configuration(self):
        for what, looks, done in (
            ("there is none yet", [None, None, endpoint("Creating"), endpoint("InService")], ["create-endpoint"]),
            ("it is updated", [endpoint("InService", OLD), on_the_way(), endpoint("InService")], ["update-endpoint"]),
            (
                "the update does not show at once",
                [*[endpoint("InService", OLD)] * 4, on_the_way(), endpoint("InService")],
                ["update-endpoint"],
            ),
            (
                "it names the wanted configuration before it serves it",
                [endpoint("InService", OLD), on_the_way("InService", NAME), on_the_way("Updating", NAME), endpoint("InService")],
                ["update-endpoint"],
            ),
            ("the same update is under way already", [on_the_way(), on_the_way(), endpoint("InService")], []),
            (
                "another update is under way",
                [on_the_way(to="other"), endpoint("InService", "other"), on_the_way(config="other"), endpoint("InService")],
                ["update-endpoint"],
            ),
            (
                "an update of this very configuration is on its way back",
                [on_the_way("RollingBack"), endpoint("InService", OLD), on_the_way(), endpoint("InService")],
                ["update-endpoint"],
            ),
            (
                "SageMaker works on it itself",
                [endpoint("SystemUpdating", OLD), endpoint("InService", OLD), on_the_way(), endpoint("InService")],
                ["update-endpoint"],
            ),
        ):
            with self.subTest(what):
                self.looks, self.done, self.time.seconds = list(looks), [], 0

                self.assertEqual(self.deploy(), "penguins")

                self.assertEqual(self.done, [*done, "invoke-endpoint"])
                self.assertEqual(self.looks, [endpoint("InService")])

    def test_it_waits_where_another_update_was_faster(self):
        self.refusals = ["Cannot update in-progress endpoint"]
        self.looks = [endpoint("InService", OLD), on_the_way(to="other"), endpoint("InService", "other"), on_the_way(), endpoint("InService")]

        self.deploy()

        self.assertEqual(self.done, ["update-endpoint", "update-endpoint", "invoke-endpoint"])

    def test_it_fails_and_says_how_it_ended(self):
        old = endpoint("InService", OLD)
        lost = "takes no update: delete it and deploy again. No capacity"
        for what, looks, words in (
            ("it came back on the old one", [old, on_the_way(), on_the_way("RollingBack"), old], f"InService on {OLD} instead"),
            ("it came back before anybody looked", [old], f"InService on {OLD} instead of in service on {NAME}"),
            ("nor does the way back work", [old, on_the_way(), endpoint("UpdateRollbackFailed", OLD)], "UpdateRollbackFailed"),
            ("it cannot be made", [None, endpoint("Creating"), endpoint("Failed", FailureReason="No capacity")], "No capacity"),
            ("it takes no requests", [old, on_the_way(), endpoint("OutOfService")], "OutOfService on"),
            ("it is deleted", [old, on_the_way(), None], "penguins is gone"),
            ("it never appears", [None], "penguins is gone"),
            ("it has failed before", [endpoint("Failed", OLD, FailureReason="No capacity")], lost),
            ("its update had failed before", [endpoint("UpdateRollbackFailed", OLD)], "takes no update"),
            ("it never settles", [old, on_the_way()], "was not in service on penguins-abc1234-000000000000 after 45 min"),
            ("somebody else's update never settles", [on_the_way(to="other")], "after 45 minutes"),
        ):
            with self.subTest(what):
                self.looks, self.done, self.time.seconds = list(looks), [], 0

                with self.assertRaisesRegex(DeployFailed, words):
                    self.deploy()

                self.assertNotIn("invoke-endpoint", self.done)

    def test_a_refusal_that_waiting_does_not_change_is_told_at_once(self):
        self.refusals = ["AccessDenied"]
        self.looks = [endpoint("InService", OLD)]

        with self.assertRaisesRegex(DeployFailed, "update-endpoint: AccessDenied"):
            self.deploy()

    def test_it_fails_where_another_model_answers(self):
        for key, value in (("version", "penguins-older"), ("digest", "sha256:1"), ("metrics", {"accuracy": 0.5})):
            with self.subTest(key):
                self.looks, self.served = [endpoint("InService")], {**MODEL, key: value}

                with self.assertRaisesRegex(DeployFailed, f"penguins answers with {key} "):
                    self.deploy()
