"""``tf.image``: pixels after decoding, resizing and augmenting, against TensorFlow's own words."""

import pytest
from reader.reading import x_of

MODEL = """
        model = keras.Sequential([layers.Dense(1)])
        model.compile("adam", "mse")
"""


def pixels(*lines: str) -> tuple[object, ...]:
    """Shape, type, range and scaling of a batch after these lines about ``image``."""
    body = "".join(f"            {line}\n" for line in lines)
    x = x_of(f"""{MODEL}
        def load(path, label):
{body}            return image, label
        ds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(8)
        model.fit(ds)
    """)
    return x.shape, x.dtype, x.low, x.high, x.scaling


JPEG = "image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)"
SIZED = "image = tf.image.resize(image, (32, 48))"
CAST = "image = tf.cast(image, tf.float32)"
CONVERT = "image = tf.image.convert_image_dtype(image, tf.float32)"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((JPEG,), ((None, None, None, 3), "uint8", 0, 255, "raw")),
        ((JPEG, SIZED), ((None, 32, 48, 3), "float32", 0, 255, "raw")),
        (
            (JPEG, "image = tf.image.resize(image, [9, 9], method='nearest')"),
            ((None, 9, 9, 3), "uint8", 0, 255, "raw"),
        ),
        ((JPEG, CONVERT), ((None, None, None, 3), "float32", 0, 1, "scaled")),
        ((JPEG, SIZED, CONVERT), ((None, 32, 48, 3), "float32", 0, 255, "raw")),
        ((JPEG, CAST, CONVERT), ((None, None, None, 3), "float32", 0, 255, "raw")),
        ((JPEG, CONVERT, SIZED), ((None, 32, 48, 3), "float32", 0, 1, "scaled")),
        ((JPEG, CAST, "image = image / 255.0"), ((None, None, None, 3), "float", 0, 1, "scaled")),
        (
            (JPEG, "image = tf.image.per_image_standardization(image)"),
            ((None, None, None, 3), "float32", None, None, "standardised"),
        ),
        (
            (JPEG, SIZED, "image = tf.image.rgb_to_grayscale(image)"),
            ((None, 32, 48, 1), "float32", 0, 255, "raw"),
        ),
        (
            (JPEG, SIZED, "image = tf.image.random_flip_left_right(image)"),
            ((None, 32, 48, 3), "float32", 0, 255, "raw"),
        ),
        (
            (JPEG, "image = tf.image.random_crop(image, [20, 20, 3])"),
            ((None, 20, 20, 3), "uint8", 0, 255, "raw"),
        ),
        (
            (JPEG, "image = tf.image.resize_with_crop_or_pad(image, 20, 30)"),
            ((None, 20, 30, 3), "uint8", 0, 255, "raw"),
        ),
        (
            (JPEG, "image = tf.image.crop_to_bounding_box(image, 1, 2, 20, 30)"),
            ((None, 20, 30, 3), "uint8", 0, 255, "raw"),
        ),
        (
            (JPEG, SIZED, "image = tf.image.central_crop(image, 0.5)"),
            ((None, None, None, 3), "float32", 0, 255, "raw"),
        ),
        (
            (JPEG, SIZED, CAST, "image = tf.image.random_brightness(image, max_delta=32.0)"),
            ((None, 32, 48, 3), "float32", -32, 287, "raw"),
        ),
        (
            (JPEG, "image = tf.image.random_brightness(image, 0.2)"),
            ((None, None, None, 3), "uint8", 0, 255, "raw"),
        ),
        (
            (JPEG, CONVERT, "image = tf.image.random_contrast(image, 0.5, 1.5)"),
            ((None, None, None, 3), "float32", -0.5, 1.5, "scaled"),
        ),
        (
            (JPEG, CONVERT, "image = tf.image.stateless_random_hue(image, 0.1, seed)"),
            ((None, None, None, 3), "float32", 0, 1, "scaled"),
        ),
        (
            ("image = tf.io.decode_png(path, dtype=tf.uint16)",),
            ((None, None, None, None), "uint16", 0, 65535, "raw"),
        ),
        (
            ("image = tf.io.decode_image(path, 3, dtype=tf.float32, expand_animations=False)",),
            ((None, None, None, 3), "float32", 0, 1, "scaled"),
        ),
    ],
)
def test_pixels(lines: tuple[str, ...], expected: tuple[object, ...]) -> None:
    assert pixels(*lines) == expected


def test_the_trail_names_the_steps() -> None:
    x = x_of(f"""{MODEL}
        def load(path):
            image = tf.io.decode_jpeg(path, channels=3)
            return tf.image.convert_image_dtype(tf.image.resize(image, (8, 8)), tf.float32)
        model.fit(tf.data.Dataset.from_tensor_slices(paths).map(load).batch(8))
    """)
    assert [step.text for step in x.trail] == [
        "is decoded by decode_jpeg()",
        "goes through resize()",
        "goes through convert_image_dtype()",
    ]
