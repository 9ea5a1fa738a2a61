"""Models whose answer for a sample depends on the others of its batch are asked one by one."""

import pytest
from probe.findings import finding
from probe.scripts import HEALTHY

OVER_THE_BATCH = HEALTHY.replace(
    'Dense(2, activation="softmax")', "Dense(2),\n    keras.layers.Softmax(axis=0)"
)
MIXED = "mixed-samples"


def kinds(report) -> set[str]:
    return {evidence.kind for evidence in report.evidence}


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_a_softmax_over_the_batch_is_no_classifier_of_single_samples(run_probe, backend):
    text = f'import os\nos.environ["KERAS_BACKEND"] = "{backend}"\n{OVER_THE_BATCH}'
    report = run_probe(text, finding(text, "KS805", ("axis=0", "axis=-1")))
    (verdict,) = report.verdicts
    assert verdict.verdict == "confirmed"
    assert MIXED in kinds(report)


@pytest.mark.parametrize(
    "layer",
    [
        "keras.layers.BatchNormalization()",
        "keras.layers.Dropout(0.2)",
        "keras.layers.Lambda(lambda x: x + keras.random.normal(keras.ops.shape(x)))",
    ],
)
def test_noise_and_statistics_of_training_mix_no_samples(run_probe, layer):
    text = HEALTHY.replace('activation="relu"),', f'activation="relu"),\n    {layer},')
    assert layer in text
    report = run_probe(text, finding(text, "KS501", ("0.01", "0.005")))
    assert MIXED not in kinds(report)
