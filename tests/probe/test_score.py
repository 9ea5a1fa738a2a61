import numpy as np
import pytest

from kerascope.probe.runtime.score import score

CLASSES = np.array([0, 1, 2] * 20)
SURE = np.eye(3)[CLASSES]


def test_a_perfect_prediction_scores_one_however_the_labels_are_encoded():
    for labels in (CLASSES, CLASSES[:, None], np.eye(3)[CLASSES]):
        found = score(labels, SURE)
        assert found["task"] == "classification"
        assert found["quality"] == pytest.approx(1, abs=1e-3)
        assert found["skill"] == pytest.approx(1)


def test_the_constant_predictor_scores_nought():
    assert score(CLASSES, np.full((60, 3), 1 / 3))["quality"] == pytest.approx(0, abs=1e-6)
    assert score(CLASSES, np.full((60, 3), 1 / 3))["skill"] == pytest.approx(0, abs=1e-6)
    targets = np.linspace(0, 1, 50)
    assert score(targets, np.full((50, 1), 0.5))["quality"] == pytest.approx(0, abs=1e-6)


def test_logits_and_probabilities_of_one_model_score_the_same():
    logits = np.random.RandomState(0).normal(size=(60, 3))
    shares = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    assert score(CLASSES, logits)["quality"] == pytest.approx(score(CLASSES, shares)["quality"])


def test_a_sigmoid_a_class_scores_like_its_shares():
    sigmoids = np.random.RandomState(4).uniform(0.01, 0.99, size=(60, 3))
    shares = sigmoids / sigmoids.sum(-1, keepdims=True)
    assert score(CLASSES, sigmoids)["quality"] == pytest.approx(score(CLASSES, shares)["quality"])
    nothing = score(CLASSES, np.zeros((60, 3)))
    assert nothing["quality"] == pytest.approx(0, abs=1e-6)


def test_two_classes_score_the_same_with_one_unit_and_with_two():
    labels = np.array([0, 1] * 30)
    chance = np.random.RandomState(1).uniform(0.1, 0.9, size=60)
    one = score(labels, chance[:, None])
    two = score(np.eye(2)[labels], np.stack([1 - chance, chance], -1))
    assert one["quality"] == pytest.approx(two["quality"])
    assert one["skill"] == pytest.approx(two["skill"])


def test_softmax_on_one_unit_is_as_bad_as_it_is():
    assert score(np.array([0, 1] * 30), np.ones((60, 1)))["quality"] < -0.5


def test_not_a_number_is_divergence():
    found = score(CLASSES, np.full((60, 3), np.nan))
    assert (found["quality"], found["finite"]) == (-1.0, False)


def test_many_labels_at_once():
    labels = np.random.RandomState(2).randint(0, 2, size=(80, 4))
    found = score(labels, labels * 0.98 + 0.01)
    assert found["task"] == "multi-label"
    assert found["skill"] == pytest.approx(1)
    assert found["quality"] > 0.9


def test_numbers_are_scored_by_explained_variance():
    targets = np.random.RandomState(3).normal(size=100)
    found = score(targets, (targets * 0.9)[:, None])
    assert found["task"] == "regression"
    assert found["skill"] == pytest.approx(0.99, abs=0.01)


def test_class_numbers_predicted_as_a_quantity_count_by_the_nearest_class():
    found = score(CLASSES, CLASSES[:, None] + 0.2)
    assert found["task"] == "classification"
    assert found["skill"] == pytest.approx(1)


def test_the_error_falls_with_the_root_of_the_number_of_samples():
    guesses = np.random.RandomState(5).dirichlet(np.ones(3), size=60)
    few = score(CLASSES, guesses)
    many = score(np.tile(CLASSES, 100), np.tile(guesses, (100, 1)))
    assert few["error"] == pytest.approx(10 * many["error"])
    assert 0.01 < few["error"] < 0.3
