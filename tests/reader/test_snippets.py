"""Snippets without their imports, as questions have them."""

from kerascope.checker import check
from kerascope.source.document import script

COMPILED = "model.compile('adam', 'binary_crossentropy')\n"
SNIPPET = """
model = Sequential()
model.add(LSTM(400, input_shape=(sequence_size, dimsize)))
model.add(Dense(1))
model.add(Activation('softmax'))
model.compile(loss='binary_crossentropy', optimizer='adam')
model.fit(X_train, y_train, batch_size=32, epochs=3)
"""


def codes(text: str) -> list[str]:
    return [finding.code for finding in check(script(text)).findings]


def test_names_of_keras_are_known_without_their_imports():
    assert codes(SNIPPET) == ["KS401"]
    assert codes(
        "model = tf.keras.Sequential([keras.layers.Dense(1, 'softmax')])\n" + COMPILED
    ) == ["KS401"]


def test_a_name_that_the_script_binds_is_its_own():
    own = "class Dense:\n    pass\n" + SNIPPET
    assert codes(own) == []
    assert codes("import torch\n" + SNIPPET) == []


def test_a_model_that_is_only_added_to_has_what_is_seen_of_it():
    text = "model.add(Dense(10, activation='softmax'))\nmodel.add(Dropout(0.5))\n"
    assert codes(text + "model.compile('adam', loss='categorical_crossentropy')\n") == ["KS210"]
    assert codes("notes.add('done')\n" + COMPILED) == []


def test_layers_may_stand_before_the_first_that_is_seen():
    hidden = "model.add(Dense(8))\nmodel.add(Dense(1, activation='sigmoid'))\n" + COMPILED
    whole = hidden.replace("Dense(8)", "Dense(8, input_dim=4)")
    assert [finding.message.split(":")[0] for finding in check(script(whole)).findings] == [
        "No hidden layer of this model has an activation"
    ]
    assert not any("No hidden layer" in f.message for f in check(script(hidden)).findings)


def test_a_fit_is_enough_of_a_model():
    assert codes("model.fit(x, y, validation_data=(x, y), epochs=3)\n") == ["KS902"]
    assert codes("forest.fit(x, y)\n") == []


def test_data_that_nobody_makes_are_followed_from_where_they_are_used():
    text = "X = StandardScaler().fit_transform(X)\nparts = train_test_split(X, y)\n"
    found = check(script(text + "model.fit(parts[0], parts[2], epochs=3)\n")).findings
    assert [finding.code for finding in found] == ["KS901"]


def test_a_tensor_of_a_graph_is_no_data():
    text = "x = Dense(8)(x)\nout = Dense(1, activation='softmax')(x)\nmodel = Model(inputs, out)\n"
    assert codes(text + COMPILED) == ["KS401", "KS201"]


def test_names_of_other_libraries_are_known_without_their_imports():
    assert codes(
        "y = LabelEncoder().fit_transform(names)\n"
        "model = Sequential([Dense(8, 'relu', input_dim=4), Dense(3, 'softmax')])\n"
        "model.compile('adam', 'categorical_crossentropy')\n"
        "model.fit(x, y, epochs=50)\n"
    ) == ["KS105"]


def test_a_name_with_two_meanings_goes_by_how_it_is_used():
    model = "model = Sequential([Dense(1, 'sigmoid')])\n" + COMPILED
    apart = "x = shuffle(x)\ny = shuffle(y)\n" + model + "model.fit(x, y, epochs=3)\n"
    assert codes(apart) == ["KS104"]
    assert codes(apart.replace("x = shuffle(x)\ny = shuffle(y)", "shuffle(names)")) == []
