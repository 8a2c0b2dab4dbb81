import math
import unittest

import logistic


class LogisticTest(unittest.TestCase):
    rows = [[-2.0], [-1.0], [1.0], [2.0]]
    labels = [0, 0, 1, 1]

    def test_it_learns_to_separate_two_classes(self):
        weights = logistic.fit(self.rows, self.labels, 2, steps=200, rate=0.5, decay=0.01)

        likeliest = [max((0, 1), key=logistic.probabilities(weights, row).__getitem__) for row in self.rows]
        self.assertEqual(likeliest, self.labels)

    def test_the_same_rows_give_the_same_weights(self):
        first = logistic.fit(self.rows, self.labels, 2, steps=20, rate=0.5, decay=0.01)
        second = logistic.fit(self.rows, self.labels, 2, steps=20, rate=0.5, decay=0.01)

        self.assertEqual(first, second)

    def test_more_decay_gives_smaller_coefficients(self):
        free = logistic.fit(self.rows, self.labels, 2, steps=100, rate=0.5, decay=0.0)
        held = logistic.fit(self.rows, self.labels, 2, steps=100, rate=0.5, decay=0.5)

        self.assertLess(abs(held.coefficients[0][0]), abs(free.coefficients[0][0]))

    def test_probabilities_sum_to_one_even_for_extreme_scores(self):
        weights = logistic.Weights([[1.0], [-1.0]], [0.0, 0.0])

        values = logistic.probabilities(weights, [5000.0])

        self.assertEqual(math.fsum(values), 1.0)
