"""Runs unittest suites and writes their results as JUnit XML, which CodeBuild reads as a test report."""
from __future__ import annotations

import sys
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path


class JUnitResult(unittest.TextTestResult):
    """Prints as unittest does, and keeps one JUnit test case per test."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases: list[xml.Element] = []
        self._began = 0.0

    def startTest(self, test):
        self._began = time.perf_counter()
        super().startTest(test)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._case(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._problem(test, "failure", err)

    def addError(self, test, err):
        super().addError(test, err)
        self._problem(test, "error", err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        xml.SubElement(self._case(test), "skipped", message=reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._problem(subtest, "failure" if issubclass(err[0], test.failureException) else "error", err)

    def _problem(self, test, kind, err):
        element = xml.SubElement(self._case(test), kind, type=err[0].__name__, message=str(err[1]))
        element.text = self._exc_info_to_string(err, test)

    def _case(self, test) -> xml.Element:
        suite, _, name = test.id().rpartition(".")
        seconds = time.perf_counter() - self._began
        case = xml.Element("testcase", classname=suite.replace("__main__.", ""), name=name, time=f"{seconds:.6f}")
        self.cases.append(case)
        return case


def run(suite: unittest.TestSuite, name: str, report: Path) -> bool:
    """Runs the suite, writes the report, and tells whether everything passed. An empty suite has not passed."""
    runner = unittest.TextTestRunner(stream=sys.stdout, resultclass=JUnitResult, verbosity=2)
    result = runner.run(suite)
    kinds = [case[0].tag if len(case) else "passed" for case in result.cases]
    root = xml.Element(
        "testsuite",
        name=name,
        tests=str(len(kinds)),
        failures=str(kinds.count("failure")),
        errors=str(kinds.count("error")),
        skipped=str(kinds.count("skipped")),
    )
    root.extend(result.cases)
    report.parent.mkdir(parents=True, exist_ok=True)
    xml.ElementTree(root).write(str(report), encoding="utf-8", xml_declaration=True)
    return result.wasSuccessful() and result.testsRun > 0


def main() -> None:
    """`python3 junit.py FOLDER REPORT`: runs the test_*.py files of a folder."""
    folder, report = sys.argv[1:]
    suite = unittest.defaultTestLoader.discover(folder, top_level_dir=".")
    sys.exit(0 if run(suite, "unit", Path(report)) else 1)


if __name__ == "__main__":
    main()
