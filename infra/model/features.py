"""What the model looks at, and how a penguin becomes numbers.

Training and serving share this file, so a row is prepared in production exactly as it was in training.
"""
from __future__ import annotations

import math
from typing import NamedTuple, Optional, Sequence

# Change this list to change the model; everything else follows from it.
FEATURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


class Input(NamedTuple):
    """One feature with what the training rows say about it."""

    name: str
    mean: float
    deviation: float


def training_inputs(names: Sequence[str], rows: Sequence[dict], decimals: int) -> list[Input]:
    """Mean and standard deviation of every feature over the training rows that have it.

    Only training rows may be passed: statistics of held-out rows would leak into the model.
    """
    return [_training_input(name, [row[name] for row in rows if row[name] is not None], decimals) for name in names]


def _training_input(name: str, values: Sequence[float], decimals: int) -> Input:
    if not values:
        raise ValueError(f"No training row has a value for {name}.")
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
    if deviation == 0:
        raise ValueError(f"{name} is the same in every training row, so it cannot tell species apart.")
    return Input(name, round(mean, decimals), round(deviation, decimals))


def standardise(row: dict, inputs: Sequence[Input]) -> list[float]:
    """The row as distances from the training mean in standard deviations; a missing value is the mean."""
    return [_standardised(row.get(item.name), item) for item in inputs]


def _standardised(value: Optional[float], item: Input) -> float:
    return 0.0 if value is None else (value - item.mean) / item.deviation
