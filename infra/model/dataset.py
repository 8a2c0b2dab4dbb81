"""Reading the penguins and splitting them into training and held-out rows."""
from __future__ import annotations

import csv
import hashlib
from pathlib import Path

MEASUREMENTS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
SPECIES = ["Adelie", "Chinstrap", "Gentoo"]


def read_penguins(path: Path) -> list[dict]:
    """Every row with its species and its measurements as numbers; an empty cell is None."""
    with path.open(newline="", encoding="utf-8") as file:
        return [_penguin(row) for row in csv.DictReader(file)]


def _penguin(row: dict) -> dict:
    if row["species"] not in SPECIES:
        raise ValueError(f"Unknown species {row['species']!r}.")
    return {"species": row["species"], **{name: float(row[name]) if row[name] else None for name in MEASUREMENTS}}


def stratified_split(rows: list[dict], holdout_share: float, seed: int) -> tuple[list[dict], list[dict]]:
    """Training and held-out rows, with the same share of every species held out.

    Rows are drawn in the order of a hash of seed and position: unlike `random`, whose algorithms Python may change,
    that gives the same split on every version.
    """
    training, holdout = [], []
    for species in SPECIES:
        positions = [i for i, row in enumerate(rows) if row["species"] == species]
        drawn = sorted(positions, key=lambda i: hashlib.sha256(f"{seed}:{i}".encode()).hexdigest())
        cut = round(len(drawn) * holdout_share)
        holdout += [rows[i] for i in sorted(drawn[:cut])]
        training += [rows[i] for i in sorted(drawn[cut:])]
    return training, holdout
