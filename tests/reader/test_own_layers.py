"""Layers and models of the user's classes: weights, build, inheritance, what call gets."""

from reader.reading import model_of, program_of, summary

from kerascope.program.value import Known


def test_weights_made_in_build_have_shapes_and_count():
    model = model_of("""
        class Linear(layers.Layer):
            def __init__(self, units):
                super().__init__()
                self.units = units

            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1], self.units))
                self.b = self.add_weight(shape=(self.units,))

            def call(self, inputs):
                return tf.matmul(inputs, self.w) + self.b

        inputs = keras.Input((20,))
        model = keras.Model(inputs, Linear(5)(inputs))
    """)
    assert summary(model) == [
        "InputLayer (None, 20) 0",
        "weight (20, 5) 100",
        "matmul (None, 5) 0",
        "weight (5,) 5",
        "add (None, 5) 0",
    ]
    assert model.parameters == 105


def test_position_embeddings_are_constants_of_the_graph():
    model = model_of("""
        class Positions(layers.Layer):
            def __init__(self, length, width):
                super().__init__()
                self.embed = layers.Embedding(length, width)
                self.length = length

            def call(self, x):
                positions = tf.range(start=0, limit=self.length, delta=1)
                return x + self.embed(positions)

        inputs = keras.Input((16, 8))
        model = keras.Model(inputs, Positions(16, 8)(inputs))
    """)
    assert summary(model) == [
        "InputLayer (None, 16, 8) 0",
        "constant (16,) 0",
        "Embedding (16, 8) 128",
        "add (None, 16, 8) 0",
    ]
    assert model.complete


def test_patches_cut_and_flattened_keep_their_sizes():
    model = model_of("""
        class Patches(layers.Layer):
            def call(self, images):
                batch = tf.shape(images)[0]
                patches = tf.image.extract_patches(
                    images=images, sizes=[1, 6, 6, 1], strides=[1, 6, 6, 1], rates=[1, 1, 1, 1],
                    padding="VALID",
                )
                return tf.reshape(patches, [batch, -1, patches.shape[-1]])

        inputs = keras.Input((72, 72, 3))
        model = keras.Model(inputs, Patches()(inputs))
    """)
    assert summary(model)[-2:] == [
        "extract_patches (None, 12, 12, 108) 0",
        "reshape (None, 144, 108) 0",
    ]


def test_a_class_that_leaves_call_to_keras_is_that_layer():
    model = model_of("""
        class Wide(layers.Dense):
            def __init__(self, **options):
                super().__init__(64, **options)

        inputs = keras.Input((10,))
        model = keras.Model(inputs, Wide(activation="relu")(inputs))
    """)
    assert summary(model) == ["InputLayer (None, 10) 0", "Dense (None, 64) 704"]


def test_call_of_the_base_is_the_layer_below():
    model = model_of("""
        class Scaled(layers.Conv2D):
            def call(self, inputs):
                return super().call(inputs) * 0.5

        inputs = keras.Input((8, 8, 3))
        model = keras.Model(inputs, Scaled(4, 3)(inputs))
    """)
    assert summary(model)[1:] == ["Conv2D (None, 6, 6, 4) 112", "multiply (None, 6, 6, 4) 0"]


def test_training_is_on_inside_a_layer():
    model = model_of("""
        class Maybe(layers.Layer):
            def __init__(self):
                super().__init__()
                self.drop = layers.Dropout(0.5)

            def call(self, x, training=None):
                if training:
                    x = self.drop(x)
                return x

        inputs = keras.Input((4,))
        model = keras.Model(inputs, Maybe()(inputs))
    """)
    assert summary(model)[-1] == "Dropout (None, 4) 0"


def test_a_model_class_without_a_constructor_is_functional():
    model = model_of("""
        class Net(keras.Model):
            def train_step(self, data):
                return {}

        inputs = keras.Input((4,))
        model = Net(inputs, layers.Dense(2)(inputs))
    """)
    assert summary(model) == ["InputLayer (None, 4) 0", "Dense (None, 2) 10"]


def test_a_model_without_call_says_so():
    model = model_of("""
        class GAN(keras.Model):
            def __init__(self, generator):
                super().__init__()
                self.generator = generator

            def train_step(self, data):
                return {}

        model = GAN(keras.Sequential([layers.Dense(3)]))
    """)
    assert not model.complete
    assert model.reason == "GAN has no call(): its train_step() uses other models"


def test_a_model_is_read_with_the_input_it_is_called_on():
    program = program_of("""
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(2)

            def call(self, inputs):
                left, right = inputs
                return self.dense(tf.concat([left, right], axis=-1))

        net = Net()
        net((tf.ones((1, 3)), tf.ones((1, 5))))
    """)
    assert summary(program.models[-1]) == ["concat (None, 8) 0", "Dense (None, 2) 18"]


def test_a_layer_of_another_package_is_named_and_keeps_its_shape():
    model = model_of("""
        import other
        inputs = keras.Input((4,))
        x = other.layers.GELU()(inputs)
        model = keras.Model(inputs, layers.Dense(2)(x))
    """)
    assert summary(model) == ["InputLayer (None, 4) 0", "GELU (None, 4) None", "Dense (None, 2) 10"]
    assert model.reason == "what GELU computes is not known"


def test_layers_of_the_sister_projects_weigh_what_they_weigh_there():
    model = model_of("""
        import keras_hub
        words = keras.Input((7,), dtype="int32")
        x = keras_hub.layers.TokenAndPositionEmbedding(50, 7, 12)(words)
        x = keras_hub.layers.TransformerEncoder(intermediate_dim=20, num_heads=5)(x)
        memory = keras.Input((5, 12))
        x = keras_hub.layers.TransformerDecoder(20, 4)(x, memory)
        x = keras_hub.layers.FNetEncoder(20)(x)
        x = keras_hub.layers.SinePositionEncoding()(x)
        model = keras.Model([words, memory], x)
    """)
    assert summary(model) == [
        "InputLayer (None, 7) 0",
        "TokenAndPositionEmbedding (None, 7, 12) 684",
        "TransformerEncoder (None, 7, 12) 1082",
        "InputLayer (None, 5, 12) 0",
        "TransformerDecoder (None, 7, 12) 1832",
        "FNetEncoder (None, 7, 12) 560",
        "SinePositionEncoding (None, 7, 12) 0",
    ]
    assert model.complete


def test_variables_have_the_shape_that_their_initializer_was_asked_for():
    model = model_of("""
        class Codes(layers.Layer):
            def __init__(self, width, count):
                super().__init__()
                initial = tf.random_uniform_initializer()
                self.codes = tf.Variable(initial(shape=(width, count), dtype="float32"))
                self.scale = tf.Variable(1.0, trainable=True)

            def call(self, x):
                return tf.matmul(x, self.codes) * self.scale

        inputs = keras.Input((4,))
        model = keras.Model(inputs, Codes(4, 9)(inputs))
    """)
    assert (model.layers[-1].output_shape, model.parameters) == ((None, 9), 37)


def test_a_model_with_several_outputs_inside_another():
    model = model_of("""
        inputs = keras.Input((4,))
        x = layers.Dense(3)(inputs)
        pair = keras.Model(inputs, [x, layers.Dense(5)(x)])
        named = keras.Model(inputs, {"low": x, "high": layers.Dense(6)(x)})
        given = keras.Input((4,))
        first, second = pair(given)
        model = keras.Model(given, layers.Concatenate()([first, second, named(given)["high"]]))
    """)
    assert model.layers[1].output_shapes == ((None, 3), (None, 5))
    assert model.layers[-1].output_shape == (None, 14)


def test_compile_of_the_base_is_in_force():
    program = program_of("""
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(1)

            def compile(self, rate):
                super().compile(optimizer=keras.optimizers.Adam(rate), loss="mse")

            def call(self, x):
                return self.dense(x)

        net = Net()
        net.compile(0.01)
        net.fit(np.random.rand(10, 3), np.random.rand(10, 1))
    """)
    compiled = program.fits[-1].compile
    assert compiled is not None
    assert isinstance(compiled.optimizer, Known)
    assert isinstance(compiled.loss, Known)
    assert compiled.loss.value.class_name == "MeanSquaredError"
