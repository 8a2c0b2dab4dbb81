import math
import unittest

import evaluation

CLASSES = ["a", "b"]


class EvaluationTest(unittest.TestCase):
    def test_scores_follow_their_definitions(self):
        report = evaluation.evaluate(CLASSES, [[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7]], [0, 0, 1, 1])

        self.assertEqual(report["accuracy"], 0.75)
        self.assertEqual(report["per_class"]["a"], {"precision": 0.6667, "recall": 1.0, "f1": 0.8, "rows": 2})
        self.assertEqual(report["per_class"]["b"], {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "rows": 2})
        self.assertEqual(report["macro_f1"], 0.7333)
        self.assertAlmostEqual(report["log_loss"], -math.log(0.9 * 0.8 * 0.4 * 0.7) / 4, places=4)

    def test_a_class_that_is_never_predicted_scores_zero(self):
        report = evaluation.evaluate(CLASSES, [[0.9, 0.1], [0.8, 0.2]], [0, 1])

        self.assertEqual(report["per_class"]["b"]["f1"], 0.0)

    def test_a_confident_mistake_has_a_finite_price(self):
        report = evaluation.evaluate(CLASSES, [[1.0, 0.0]], [1])

        self.assertTrue(math.isfinite(report["log_loss"]))

    def test_nothing_to_evaluate_is_an_error(self):
        with self.assertRaises(ValueError):
            evaluation.evaluate(CLASSES, [], [])
