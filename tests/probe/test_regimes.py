"""Rules whose effect does not show in an ordinary short training."""

from probe.findings import finding
from probe.scripts import HEALTHY, MASKED, TOO_FAST

from kerascope.rules.experiment import Experiment

NOISY = """\
import numpy as np
import keras

rng = np.random.default_rng(0)
x = rng.normal(size=(160, 20)).astype("float32")
y = (x[:, 0] + 0.8 * rng.normal(size=160) > 0).astype("int32")

model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=200, batch_size=16, validation_split=0.5, verbose=0)
"""
WIDE = """\
import numpy as np
import keras

rng = np.random.default_rng(4)
x = rng.normal(size=(160, 60))
y = x[:, 0] - x[:, 1] + rng.normal(size=160)
model = keras.Sequential([keras.Input((60,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02), loss="mse")
model.fit(x, y, epochs=300, batch_size=16, validation_split=0.6, verbose=0)
"""
STRAIGHT = """\
import keras
from sklearn.datasets import make_friedman1

x, y = make_friedman1(n_samples=900, noise=0.5, random_state=6)
y = y / 10.0
model = keras.Sequential([
    keras.Input((10,)),
    keras.layers.Dense(32),
    keras.layers.Dense(16),
    keras.layers.Dense(1),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="mse")
model.fit(x, y, epochs=30, batch_size=32, validation_split=0.2, verbose=0)
"""
SHARES = """\
import keras
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

x, y = load_iris(return_X_y=True)
x, x_test, y, y_test = train_test_split(x, y, test_size=0.4, stratify=y, random_state=4)
model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="sigmoid"),
])
model.compile(keras.optimizers.Adam(learning_rate=0.02), "sparse_categorical_crossentropy")
model.fit(x, y, epochs=80, batch_size=8, validation_data=(x_test, y_test), verbose=0)
"""
MEMORISE = Experiment(regime="memorise", metric="generalisation", margin=0.04)
STOP_EARLY = (
    "verbose=0",
    "verbose=0, callbacks=[keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)]",
)


def test_no_regularisation_is_confirmed_where_the_training_data_are_learnt_by_heart(run_probe):
    (verdict,) = run_probe(NOISY, finding(NOISY, "KS603", STOP_EARLY, experiment=MEMORISE)).verdicts
    assert verdict.verdict == "confirmed"
    assert verdict.updates == 1000


def test_without_memorising_regularisation_is_refuted(run_probe):
    text = HEALTHY.replace("Dense(32", "Dense(2").replace("epochs=15", "epochs=5")
    dropout = (
        '    keras.layers.Dense(2, activation="softmax")',
        '    keras.layers.Dropout(0.1),\n    keras.layers.Dense(2, activation="softmax")',
    )
    (verdict,) = run_probe(text, finding(text, "KS603", dropout, experiment=MEMORISE)).verdicts
    assert verdict.verdict == "refuted"


def test_regularisation_cannot_be_judged_while_nothing_is_learnt(run_probe):
    finding_ = finding(MASKED, "KS603", STOP_EARLY, experiment=MEMORISE)
    (verdict,) = run_probe(MASKED, finding_).verdicts
    assert verdict.verdict == "untestable"


def test_what_knows_nothing_but_its_training_data_can_be_judged(run_probe):
    penalty = ("Dense(1)", "Dense(1, kernel_regularizer=keras.regularizers.L2(0.3))")
    finding_ = finding(WIDE, "KS608", penalty, experiment=MEMORISE)
    (verdict,) = run_probe(WIDE, finding_).verdicts
    assert verdict.verdict == "confirmed"


def test_other_held_out_samples_are_no_gain(run_probe):
    text = (
        NOISY.replace("Dense(128", "Dense(8")
        .replace("0.8 * rng", "0.4 * rng")
        .replace("default_rng(0)", "default_rng(24)")
        .replace('compile("adam"', "compile(keras.optimizers.Adam(learning_rate=0.005)")
    )
    other_half = ("model = keras", "x, y = x[::-1], y[::-1]\nmodel = keras")
    leakage = finding(text, "KS903", other_half, experiment=Experiment(regime="evaluate"))
    (verdict,) = run_probe(text, leakage).verdicts
    assert verdict.margin > 0.2
    assert verdict.verdict != "confirmed"


def test_a_gain_that_comes_late_is_waited_for(run_probe):
    curved = [(f"Dense({n})", f'Dense({n}, activation="relu")') for n in (32, 16)]
    finding_ = finding(STRAIGHT, "KS201", *curved)
    # With seeds whose pairs are alike; other seeds leave it open.
    (verdict,) = run_probe(STRAIGHT, finding_, seed=201).verdicts
    assert verdict.updates > 300
    assert verdict.verdict == "confirmed"


def test_whether_one_batch_can_be_learnt(run_probe):
    experiment = Experiment(regime="overfit-batch", horizon=300)
    changes = (("sigmoid", "relu"), ("learning_rate=5.0", "learning_rate=0.1"), ("* 16", "/ 16"))
    finding_ = finding(MASKED, "KS202", *changes, experiment=experiment)
    (verdict,) = run_probe(MASKED, finding_).verdicts
    assert verdict.verdict == "confirmed"
    assert verdict.effect is not None
    assert verdict.effect > 0.9


def test_what_is_not_decided_within_the_budget_is_inconclusive(run_probe):
    change = ("learning_rate=10.0", "learning_rate=0.01")
    report = run_probe(TOO_FAST, finding(TOO_FAST, "KS501", change), budget=0.2)
    assert report.verdicts[0].verdict == "inconclusive"
    assert "budget of 0.2 s" in report.verdicts[0].reason


EVALUATE = Experiment(regime="evaluate")
LEAKING = NOISY.replace("validation_split=0.5", "validation_data=(x[:80], y[:80])")


def test_a_fix_of_the_evaluation_is_no_gain_but_another_answer(run_probe):
    clean = LEAKING.replace("model.fit(x, y", "model.fit(x[80:], y[80:]")
    assert clean != LEAKING
    change = ("model.fit(x, y", "model.fit(x[80:], y[80:]")
    (verdict,) = run_probe(LEAKING, finding(LEAKING, "KS901", change, experiment=EVALUATE)).verdicts
    assert verdict.verdict == "confirmed"
    assert verdict.reason.startswith("The fix changes what the held-out data say of the model")


def test_a_fix_of_what_follows_fit_is_not_refuted(run_probe):
    text = HEALTHY + "print(model.predict(x).argmax())\n"
    change = ("argmax()", "argmax(axis=-1)")
    (verdict,) = run_probe(text, finding(text, "KS906", change, experiment=EVALUATE)).verdicts
    assert verdict.verdict == "untestable"
    assert "after fit()" in verdict.reason


def test_probabilities_that_fit_better_are_no_accuracy(run_probe):
    by_accuracy = Experiment(metric="accuracy", speed=True)
    softmax = ('"sigmoid"', '"softmax"')
    (verdict,) = run_probe(
        SHARES, finding(SHARES, "KS405", softmax, experiment=by_accuracy)
    ).verdicts
    assert verdict.verdict == "refuted"
    assert "The loss on held-out data falls, but the accuracy stays at" in verdict.reason
    (verdict,) = run_probe(SHARES, finding(SHARES, "KS405", softmax)).verdicts
    assert verdict.verdict == "confirmed"
