"""Trains the penguin model and evaluates it on held-out rows: writes build/model.json and build/evaluation.json."""
from __future__ import annotations

import json
from pathlib import Path

import dataset
import evaluation
import features
import logistic

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"

SEED = 1
HOLDOUT_SHARE = 0.25
STEPS = 250
LEARNING_RATE = 1.0
WEIGHT_DECAY = 0.01
# Digits kept in model.json. The model is evaluated as it is shipped, with these digits.
DECIMALS = 6


def train(training: list[dict], names: list[str]) -> dict:
    """The model as it is written to model.json: all that prediction needs, and nothing of when or where it was made."""
    inputs = features.training_inputs(names, training, DECIMALS)
    rows = [features.standardise(row, inputs) for row in training]
    weights = logistic.fit(rows, labels(training), len(dataset.SPECIES), STEPS, LEARNING_RATE, WEIGHT_DECAY)
    return {
        "classes": dataset.SPECIES,
        "inputs": [item._asdict() for item in inputs],
        **weights.rounded(DECIMALS)._asdict(),
    }


def evaluate(model: dict, holdout: list[dict]) -> dict:
    inputs = [features.Input(**item) for item in model["inputs"]]
    weights = logistic.Weights(model["coefficients"], model["intercepts"])
    predicted = [logistic.probabilities(weights, features.standardise(row, inputs)) for row in holdout]
    return evaluation.evaluate(model["classes"], predicted, labels(holdout))


def labels(rows: list[dict]) -> list[int]:
    return [dataset.SPECIES.index(row["species"]) for row in rows]


def main() -> None:
    training, holdout = dataset.stratified_split(
        dataset.read_penguins(HERE / "data" / "penguins.csv"), HOLDOUT_SHARE, SEED
    )
    model = train(training, features.FEATURES)
    report = {"training_rows": len(training), "holdout_rows": len(holdout), **evaluate(model, holdout)}
    BUILD.mkdir(exist_ok=True)
    write_json(BUILD / "model.json", model)
    write_json(BUILD / "evaluation.json", report)
    write_json(BUILD / "holdout.json", holdout)
    print(f"Trained on {len(training)} penguins, evaluated on {len(holdout)} others.")
    print(f"Features: {', '.join(features.FEATURES)}")
    for name in ("accuracy", "macro_f1", "log_loss"):
        print(f"{name:>9}  {report[name]:.4f}")


def write_json(path: Path, document: object) -> None:
    # As bytes, so that the digest does not depend on the platform's line ends.
    path.write_bytes((json.dumps(document, indent=1, sort_keys=True) + "\n").encode("utf-8"))


if __name__ == "__main__":
    main()
