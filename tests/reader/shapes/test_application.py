"""What is known of keras.applications, against the models themselves."""

import keras
import pytest

from kerascope.reader.shapes import UNKNOWN, Inferred, applications, infer_application

SMALL = {"weights": None}


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("MobileNetV2", {}),
        ("MobileNetV2", {"classes": 10}),
        ("MobileNetV2", {"include_top": False, "input_shape": (96, 96, 3)}),
        ("MobileNetV2", {"include_top": False, "input_shape": (97, 130, 3)}),
        ("MobileNet", {"include_top": False, "input_shape": (64, 64, 3), "pooling": "avg"}),
        ("EfficientNetB0", {"include_top": False, "input_shape": (100, 100, 3)}),
        ("ResNet50", {"include_top": False, "input_shape": (33, 65, 3)}),
        ("InceptionV3", {"include_top": False, "input_shape": (150, 75, 3)}),
        ("MobileNetV3Small", {"include_top": False}),
    ],
)
def test_output_and_weights_equal_the_real_ones(name, config):
    real = getattr(keras.applications, name)(**config, weights=None)
    static = infer_application(name, config | SMALL)
    assert static == Inferred(real.output_shape, real.count_params())


def test_every_application_of_keras_3_is_known():
    made = {
        name
        for name, thing in vars(keras.applications).items()
        if callable(thing) and name[:1].isupper()
    }
    assert set(applications()) == made


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("VGG16", "caffe"),
        ("ResNet50", "caffe"),
        ("ResNet50V2", "tf"),
        ("DenseNet121", "torch"),
        ("EfficientNetB0", "inside"),
        ("EfficientNetV2S", "inside"),
        ("ConvNeXtTiny", "inside"),
        ("MobileNetV2", "tf"),
        ("MobileNetV3Large", "inside"),
    ],
)
def test_each_expects_its_own_preprocessing(name, kind):
    assert applications()[name].preprocessing == kind


@pytest.mark.parametrize(
    ("config", "output", "parameters"),
    [
        ({"include_top": UNKNOWN}, None, None),
        ({"classes": UNKNOWN}, None, None),
        ({"include_top": False, "input_shape": UNKNOWN}, (None, None, None, 1280), None),
        ({"include_top": False, "input_tensor": UNKNOWN}, (None, None, None, 1280), None),
        ({"include_top": False, "pooling": UNKNOWN}, None, None),
        ({"include_top": False, "alpha": 0.5, "pooling": "avg"}, (None, None), None),
    ],
)
def test_what_is_not_known_stays_unknown(config, output, parameters):
    assert infer_application("keras.applications.MobileNetV2", config) == Inferred(
        output, parameters
    )


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"input_shape": (28, 28, 3)}, "at least 32×32, these are 28×28"),
        ({"input_shape": (64, 64, 1)}, "takes 3 channels, these have 1"),
    ],
)
def test_images_that_keras_refuses_are_refused(config, words):
    config = {"include_top": False, **config}
    assert words in infer_application("VGG16", config).problem
    with pytest.raises(ValueError, match="input"):
        keras.applications.VGG16(**config)
