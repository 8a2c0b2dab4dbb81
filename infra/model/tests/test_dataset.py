import unittest
from pathlib import Path

import dataset

PENGUINS = Path(__file__).resolve().parents[1] / "data" / "penguins.csv"


class DatasetTest(unittest.TestCase):
    def test_every_penguin_is_read(self):
        rows = dataset.read_penguins(PENGUINS)

        self.assertEqual(len(rows), 344)
        self.assertEqual(sum(row["body_mass_g"] is None for row in rows), 2)

    def test_no_penguin_is_in_both_halves_of_the_split(self):
        rows = dataset.read_penguins(PENGUINS)

        training, holdout = dataset.stratified_split(rows, 0.25, seed=1)

        self.assertEqual(len(training) + len(holdout), len(rows))
        self.assertFalse({id(row) for row in training} & {id(row) for row in holdout})

    def test_every_species_has_the_same_share_held_out(self):
        rows = dataset.read_penguins(PENGUINS)

        _, holdout = dataset.stratified_split(rows, 0.25, seed=1)

        counts = {name: sum(row["species"] == name for row in holdout) for name in dataset.SPECIES}
        self.assertEqual(counts, {"Adelie": 38, "Chinstrap": 17, "Gentoo": 31})

    def test_another_seed_gives_another_split(self):
        rows = dataset.read_penguins(PENGUINS)

        self.assertNotEqual(dataset.stratified_split(rows, 0.25, seed=1), dataset.stratified_split(rows, 0.25, seed=2))
