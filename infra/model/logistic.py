"""Multinomial logistic regression: fitting by gradient descent, and prediction."""
from __future__ import annotations

import math
from typing import NamedTuple, Sequence


class Weights(NamedTuple):
    """One row of coefficients and one intercept per class, in the order of the classes."""

    coefficients: list[list[float]]
    intercepts: list[float]

    def rounded(self, decimals: int) -> "Weights":
        """Fewer digits than a platform's `exp` may differ in: the same commit gives the same file everywhere."""
        return Weights(
            [[round(value, decimals) for value in row] for row in self.coefficients],
            [round(value, decimals) for value in self.intercepts],
        )


def probabilities(weights: Weights, values: Sequence[float]) -> list[float]:
    """Softmax of the class scores; shifted by the largest, so that no score overflows `exp`."""
    scores = [
        intercept + math.fsum(c * v for c, v in zip(row, values))
        for row, intercept in zip(weights.coefficients, weights.intercepts)
    ]
    largest = max(scores)
    exponentials = [math.exp(score - largest) for score in scores]
    total = math.fsum(exponentials)
    return [value / total for value in exponentials]


def fit(rows: Sequence[Sequence[float]], labels: Sequence[int], classes: int, steps: int, rate: float, decay: float):
    """Full-batch gradient descent on the mean cross-entropy plus `decay` times half the squared coefficients.

    Starts from zero and uses no random number, so the result depends on nothing but the arguments.
    """
    features = len(rows[0])
    weights = Weights([[0.0] * features for _ in range(classes)], [0.0] * classes)
    for _ in range(steps):
        slopes, intercept_slopes = _gradient(weights, rows, labels)
        for k in range(classes):
            for j in range(features):
                weights.coefficients[k][j] -= rate * (slopes[k][j] + decay * weights.coefficients[k][j])
            weights.intercepts[k] -= rate * intercept_slopes[k]
    return weights


def _gradient(weights: Weights, rows: Sequence[Sequence[float]], labels: Sequence[int]):
    classes, features, share = len(weights.intercepts), len(rows[0]), 1 / len(rows)
    slopes = [[0.0] * features for _ in range(classes)]
    intercept_slopes = [0.0] * classes
    for values, label in zip(rows, labels):
        for k, probability in enumerate(probabilities(weights, values)):
            error = (probability - (1.0 if k == label else 0.0)) * share
            intercept_slopes[k] += error
            row = slopes[k]
            for j, value in enumerate(values):
                row[j] += error * value
    return slopes, intercept_slopes
