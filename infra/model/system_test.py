"""Tests the packaged model as its users meet it: starts it as a server and sends it requests.

python3 system_test.py [--package FOLDER] [--report FILE]
"""
from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import junit

HERE = Path(__file__).resolve().parent
# Always answering the most frequent species scores 0.44. A model that is not clearly above it has learned nothing.
LOWEST_ACCURACY = 0.6

TYPICAL_ADELIE = {"bill_length_mm": 38.8, "bill_depth_mm": 18.3, "flipper_length_mm": 190, "body_mass_g": 3700}
TYPICAL_GENTOO = {"bill_length_mm": 47.5, "bill_depth_mm": 15.0, "flipper_length_mm": 217, "body_mass_g": 5400}

# Loopback requests must not go through a proxy that the environment names.
HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SystemTest(unittest.TestCase):
    package = HERE / "package"
    server: subprocess.Popen
    url: str

    @classmethod
    def setUpClass(cls):
        command = [sys.executable, "-B", "serve.py", "--port", "0", "--until-stdin-ends"]
        cls.server = subprocess.Popen(command, cwd=cls.package, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        greeting = cls.server.stdout.readline()
        if "http://" not in greeting:
            raise RuntimeError("The packaged model did not start; its own message is above.")
        cls.url = greeting.split()[-1]

    @classmethod
    def tearDownClass(cls):
        cls.server.stdin.close()
        cls.server.stdout.close()
        cls.server.wait(timeout=10)

    def test_it_says_which_version_it_serves_and_how_good_that_is(self):
        manifest = json.loads((self.package / "manifest.json").read_text(encoding="utf-8"))
        evaluation = json.loads((self.package / "evaluation.json").read_text(encoding="utf-8"))

        for status, answer in (self.get("/ping"), self.invoke([TYPICAL_ADELIE])):
            self.assertEqual(status, 200)
            self.assertEqual((answer["version"], answer["digest"]), (manifest["version"], manifest["digest"]))
            self.assertEqual(answer["metrics"]["accuracy"], evaluation["accuracy"])

    def test_every_row_is_answered_with_species_and_probabilities(self):
        status, answer = self.invoke([TYPICAL_ADELIE, TYPICAL_GENTOO])

        self.assertEqual(status, 200)
        self.assertEqual(len(answer["predictions"]), 2)
        for prediction in answer["predictions"]:
            self.assertEqual(sorted(prediction), ["probabilities", "species"])
            self.assertEqual(sorted(prediction["probabilities"]), ["Adelie", "Chinstrap", "Gentoo"])

    def test_probabilities_sum_to_one(self):
        _, answer = self.invoke([TYPICAL_ADELIE, TYPICAL_GENTOO])

        for prediction in answer["predictions"]:
            values = prediction["probabilities"].values()
            self.assertTrue(all(0 <= value <= 1 for value in values))
            self.assertAlmostEqual(math.fsum(values), 1, places=5)

    def test_a_typical_adelie_and_a_typical_gentoo_are_recognised(self):
        _, answer = self.invoke([TYPICAL_ADELIE, TYPICAL_GENTOO])

        self.assertEqual([self.likeliest(p) for p in answer["predictions"]], ["Adelie", "Gentoo"])

    def test_a_missing_measurement_is_allowed(self):
        status, answer = self.invoke([{**TYPICAL_GENTOO, "bill_length_mm": None}])

        self.assertEqual(status, 200)
        self.assertEqual(self.likeliest(answer["predictions"][0]), "Gentoo")

    def test_a_bad_row_is_refused_with_a_sentence(self):
        for rows in ([{"body_mass_g": "heavy"}], [{}], [TYPICAL_ADELIE, 7], [], {"body_mass_g": 3700}):
            with self.subTest(rows=rows):
                status, answer = self.invoke(rows)

                self.assertEqual(status, 400)
                self.assertRegex(answer["error"], r"^[A-Z].*\.$")

    def test_held_out_penguins_are_classified_as_well_as_the_evaluation_claims(self):
        evaluation = json.loads((self.package / "evaluation.json").read_text(encoding="utf-8"))
        holdout = json.loads((HERE / "holdout.json").read_text(encoding="utf-8"))
        known = [row for row in holdout if row["body_mass_g"] is not None]

        _, answer = self.invoke([{k: v for k, v in row.items() if k != "species"} for row in known])

        hits = sum(self.likeliest(p) == row["species"] for p, row in zip(answer["predictions"], known))
        # The evaluation also counts birds without any measurement, which the server refuses to guess.
        unmeasured = len(holdout) - len(known)
        self.assertAlmostEqual(hits, evaluation["accuracy"] * len(holdout), delta=unmeasured + 0.1)
        self.assertGreaterEqual(evaluation["accuracy"], LOWEST_ACCURACY)

    @staticmethod
    def likeliest(prediction: dict) -> str:
        return max(prediction["probabilities"], key=prediction["probabilities"].get)

    def get(self, path: str):
        return self.send(urllib.request.Request(self.url + path))

    def invoke(self, rows):
        body = json.dumps(rows).encode("utf-8")
        headers = {"Content-Type": "application/json"}
        return self.send(urllib.request.Request(self.url + "/invocations", data=body, headers=headers))

    @staticmethod
    def send(request: urllib.request.Request):
        try:
            with HTTP.open(request, timeout=10) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.loads(refused.read())


def main() -> None:
    parser = argparse.ArgumentParser(description="Tests the packaged model over HTTP.")
    parser.add_argument("--package", type=Path, default=HERE / "package")
    parser.add_argument("--report", type=Path, default=HERE / "reports" / "system.xml")
    options = parser.parse_args()
    SystemTest.package = options.package.resolve()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(SystemTest)
    sys.exit(0 if junit.run(suite, "system", options.report) else 1)


if __name__ == "__main__":
    main()
