import pytest
from probe.findings import finding
from probe.scripts import HEALTHY, MASKED, TOO_FAST

from kerascope.probe.event import EvidenceFound, Progress, Started, VerdictReached
from kerascope.probe.hosts import Hosts
from kerascope.probe.verdict import to_json


def test_a_true_fault_is_confirmed_and_a_harmless_edit_is_not(run_probe):
    report = run_probe(
        TOO_FAST,
        finding(TOO_FAST, "KS501", ("learning_rate=10.0", "learning_rate=0.01")),
        finding(TOO_FAST, "KS001", ("verbose=0", "verbose=2")),
        finding(TOO_FAST, "KS002", ("Dense(2,", "Dnse(2,")),
        finding(TOO_FAST, "KS003"),
    )
    rate, noop, broken, without_fix = report.verdicts
    assert rate.verdict == "confirmed"
    assert rate.interval is not None
    assert rate.interval.low > rate.margin
    assert ": the held-out accuracy rises from 0." in rate.reason
    assert rate.seeds >= 2
    assert noop.verdict == "refuted"
    assert noop.seeds == 0
    assert "changes nothing" in noop.reason
    assert broken.verdict == "could not run"
    assert "Dnse" in broken.reason
    assert without_fix.verdict == "untestable"
    assert report.ranking == (0,)
    assert [edit.text for edit in report.recommended] == ["learning_rate=0.01"]
    assert report.baseline is not None
    assert report.baseline.noise is not None
    assert report.baseline.noise.same_seed < 0.01


SURER = """\
import keras
from sklearn.datasets import load_iris

data = load_iris()
order = __import__("numpy").random.default_rng(0).permutation(150)
x, y = data.data[order], data.target[order]
model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="sigmoid"),
])
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
model.fit(x, y, epochs=200, batch_size=16, validation_split=0.2, verbose=0)
"""


def test_a_gain_that_accuracy_does_not_show_is_said_to_be_one_of_the_loss(run_probe):
    softmax = finding(SURER, "KS405", ('"sigmoid"', '"softmax"'))
    (verdict,) = run_probe(SURER, softmax).verdicts
    assert verdict.verdict == "confirmed"
    assert "the loss on held-out data falls, the accuracy stays at" in verdict.reason


def test_on_a_healthy_script_harmless_and_harmful_edits_are_told_apart(run_probe):
    report = run_probe(
        HEALTHY,
        finding(HEALTHY, "KS001", ("batch_size=32", "batch_size=33")),
        finding(HEALTHY, "KS002", ("learning_rate=0.01", "learning_rate=20.0")),
    )
    assert [verdict.verdict for verdict in report.verdicts] == ["refuted", "harmful"]
    assert report.recommended == ()
    assert report.baseline is not None
    assert not report.baseline.stuck


OWN_LOSS = """\
WAY = {sign}


def loss(labels, shares):
    wanted = keras.ops.one_hot(keras.ops.reshape(labels, (-1,)), 2)
    right = keras.ops.sum(wanted * shares, axis=-1)
    return WAY * {body}


model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss=loss,
)
"""
COMPILE = HEALTHY[HEALTHY.index("model.compile") : HEALTHY.index("model.fit")]


@pytest.mark.parametrize(
    ("sign", "body", "change"),
    [
        ("-1.0", "keras.ops.mean(1.0 - right)", ("mean(1.0 - right)", "mean(right)")),
        ("1.0", "keras.ops.mean(right)", ("WAY = 1.0", "WAY = -1.0")),
    ],
)
def test_an_edit_within_the_users_own_loss_is_tried(run_probe, sign, body, change):
    script = HEALTHY.replace(COMPILE, OWN_LOSS.format(sign=sign, body=body))
    report = run_probe(script, finding(script, "KS417", change))
    assert report.verdicts[0].verdict == "confirmed"


def test_weights_that_the_script_sets_are_part_of_what_is_trained(run_probe):
    frozen = "model.layers[0].trainable = False\nmodel.compile("
    script = HEALTHY.replace(
        "model.compile(",
        f"model.layers[0].set_weights([np.zeros((8, 32)), np.zeros(32)])\n{frozen}",
    )
    report = run_probe(script, finding(script, "KS301", ("np.zeros((8,", "rng.normal(size=(8,")))
    assert report.verdicts[0].verdict == "confirmed"


def test_what_stays_open_says_what_it_costs_to_decide(run_probe):
    same_for_all = HEALTHY.replace("Dense(32,", 'Dense(32, kernel_initializer="zeros",')
    hopeless = same_for_all.replace("epochs=15", "epochs=200")
    change = ("batch_size=32", "batch_size=30")
    report = run_probe(hopeless, finding(hopeless, "KS510", change))
    verdict = report.verdicts[0]
    assert verdict.verdict == "inconclusive"
    assert "something else holds it back" in verdict.reason
    assert "trained for all 3,000 updates of the script's own fit" in verdict.reason
    assert verdict.reason.endswith(" here for 5 pairs.")


def test_faults_that_mask_each_other_are_confirmed_together(run_probe):
    report = run_probe(
        MASKED,
        finding(MASKED, "KS101", ("digits.data * 16.0", "digits.data / 16.0")),
        finding(MASKED, "KS202", ('activation="sigmoid"', 'activation="relu"')),
        finding(MASKED, "KS501", ("learning_rate=5.0", "learning_rate=0.1")),
    )
    verdicts = {verdict.code: verdict for verdict in report.verdicts}
    assert {v.verdict for v in verdicts.values()} == {"confirmed"}
    assert set(verdicts["KS101"].together_with) == {"KS202", "KS501"}
    assert "the held-out accuracy falls from 0." in verdicts["KS101"].reason
    assert "to nothing, as training diverges (2 pairs" in verdicts["KS101"].reason
    assert verdicts["KS101"].alone is not None
    assert abs(verdicts["KS101"].alone.effect) < 0.15
    assert report.baseline is not None
    assert report.baseline.stuck
    assert "saturated" in {item.kind for item in report.evidence}
    assert {arm.name for arm in report.arms} >= {"as-is", "fix-0", "all", "all-but-2"}
    kinds = {type(event) for event in run_probe.events}
    assert kinds == {Started, Progress, EvidenceFound, VerdictReached}
    document = to_json(report)
    assert document["version"] == 1
    assert document["verdicts"][0]["interval"].keys() == {"low", "high"}


def test_where_processes_cannot_be_forked_the_results_are_the_same(run_probe):
    edit = finding(TOO_FAST, "KS501", ("learning_rate=10.0", "learning_rate=0.01"))
    forked, fresh = (run_probe(TOO_FAST, edit, hosts=Hosts(fork=fork)) for fork in (True, False))
    assert fresh.verdicts[0].verdict == "confirmed"
    assert fresh.verdicts[0].effects == forked.verdicts[0].effects
