"""Scripts with several fits: which of them is on trial, and what it rests on."""

from probe.findings import finding
from probe.scripts import HEALTHY

TWO_PHASES = HEALTHY + (
    "model.compile(keras.optimizers.Adam(learning_rate=1e-6), 'sparse_categorical_crossentropy')\n"
    "model.fit(x, y, epochs=15, validation_split=0.25, verbose=0)\n"
)
ROUNDS = HEALTHY.replace("model.fit(", "for _ in range(15):\n    model.fit(").replace(
    "epochs=15", "epochs=1"
)
UNFROZEN_LATE = HEALTHY.replace("model.compile", "model.layers[0].trainable = False\nmodel.compile")
UNFROZEN_LATE += (
    "model.layers[0].trainable = True\n"
    "model.fit(x, y, epochs=15, batch_size=32, validation_split=0.25, verbose=0)\n"
)


def test_a_second_phase_goes_on_with_what_the_first_has_trained(run_probe):
    slow = finding(TWO_PHASES, "KS502", ("learning_rate=1e-6", "learning_rate=0.01"))
    report = run_probe(TWO_PHASES, slow)
    assert report.baseline is not None
    assert report.baseline.curve[0].mean > 0.3
    assert [verdict.verdict for verdict in report.verdicts] == ["refuted"]


def test_a_fit_in_each_round_of_a_loop_counts_as_one_training(run_probe):
    between = finding(ROUNDS, "KS704", ("verbose=0)", "verbose=0)\n    print()"))
    report = run_probe(ROUNDS, between)
    assert report.baseline is not None
    assert report.baseline.curve[0].mean < 0.2
    assert report.baseline.users_updates == 15 * 15
    (verdict,) = report.verdicts
    assert verdict.verdict == "untestable"
    assert "between its rounds" in verdict.reason


def test_layers_that_are_unfrozen_too_late_stay_as_keras_leaves_them(run_probe):
    text = UNFROZEN_LATE
    late = finding(text, "KS512", ("model.layers[0].trainable = False\n", "\n"))
    report = run_probe(text, late)
    assert report.error is None
    assert not report.verdicts[0].reason.startswith("As it is, the script cannot be trained")
