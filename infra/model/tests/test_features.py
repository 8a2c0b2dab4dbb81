import unittest

import features


class FeaturesTest(unittest.TestCase):
    def test_a_row_becomes_distances_from_the_training_mean(self):
        inputs = features.training_inputs(["body_mass_g"], [{"body_mass_g": 3000.0}, {"body_mass_g": 5000.0}], 6)

        self.assertEqual(features.standardise({"body_mass_g": 6000.0}, inputs), [2.0])

    def test_a_missing_value_is_the_training_mean(self):
        rows = [{"body_mass_g": 3000.0}, {"body_mass_g": 5000.0}, {"body_mass_g": None}]
        inputs = features.training_inputs(["body_mass_g"], rows, 6)

        self.assertEqual(inputs[0].mean, 4000.0)
        self.assertEqual(features.standardise({"body_mass_g": None}, inputs), [0.0])
        self.assertEqual(features.standardise({}, inputs), [0.0])

    def test_a_feature_that_never_varies_is_refused(self):
        with self.assertRaisesRegex(ValueError, "cannot tell species apart"):
            features.training_inputs(["body_mass_g"], [{"body_mass_g": 3000.0}] * 2, 6)

    def test_a_feature_without_any_value_is_refused(self):
        with self.assertRaisesRegex(ValueError, "No training row"):
            features.training_inputs(["body_mass_g"], [{"body_mass_g": None}], 6)
