"""How good predicted probabilities are."""
from __future__ import annotations

import math
from typing import Sequence

# A confident wrong answer costs at most this probability's logarithm, not infinity.
SMALLEST_PROBABILITY = 1e-15
HEADLINE = ("accuracy", "macro_f1", "log_loss")


def evaluate(classes: Sequence[str], predicted: Sequence[Sequence[float]], actual: Sequence[int]) -> dict:
    """Accuracy, macro F1, log loss, and precision, recall, F1 and row count of every class."""
    if not actual:
        raise ValueError("There is no row to evaluate on.")
    answers = [max(range(len(classes)), key=row.__getitem__) for row in predicted]
    per_class = {name: _class_scores(k, answers, actual) for k, name in enumerate(classes)}
    losses = [-math.log(max(row[label], SMALLEST_PROBABILITY)) for row, label in zip(predicted, actual)]
    return {
        "accuracy": round(sum(a == b for a, b in zip(answers, actual)) / len(actual), 4),
        "macro_f1": round(math.fsum(scores["f1"] for scores in per_class.values()) / len(classes), 4),
        "log_loss": round(math.fsum(losses) / len(losses), 4),
        "per_class": per_class,
    }


def headline(evaluation: dict) -> dict:
    """The metrics that people and gates decide by, as the served model reports them."""
    return {name: evaluation[name] for name in HEADLINE}


def exported(evaluation: dict) -> dict:
    """The same as variables of a build."""
    return {f"METRIC_{name.upper()}": f"{value:.4f}" for name, value in headline(evaluation).items()}


def _class_scores(k: int, answers: Sequence[int], actual: Sequence[int]) -> dict:
    hits = sum(a == b == k for a, b in zip(answers, actual))
    said, were = list(answers).count(k), list(actual).count(k)
    precision = hits / said if said else 0.0
    recall = hits / were if were else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "rows": were}
