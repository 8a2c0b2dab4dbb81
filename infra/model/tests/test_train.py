import unittest
from pathlib import Path

import dataset
import features
import train

ROWS = dataset.read_penguins(Path(__file__).resolve().parents[1] / "data" / "penguins.csv")


class TrainTest(unittest.TestCase):
    def test_the_model_names_its_inputs_in_the_order_of_the_feature_list(self):
        training, _ = dataset.stratified_split(ROWS, train.HOLDOUT_SHARE, train.SEED)

        # A few of them: this runs in every build, and a worse model has the same inputs.
        model = train.train(training[::10], features.FEATURES)

        self.assertEqual([item["name"] for item in model["inputs"]], features.FEATURES)

    def test_every_feature_is_a_measurement_of_the_data_set(self):
        self.assertLessEqual(set(features.FEATURES), set(dataset.MEASUREMENTS))
