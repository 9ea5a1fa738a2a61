"""Layers whose output has the shape of their input and that have no weights."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments
from kerascope.reader.shapes.layer_table import Rule, of_one_input


def same(_arguments: Arguments, shape: Shape) -> Shape:
    return shape


ANY_SHAPE = (
    "Activation ActivityRegularization AlphaDropout Dropout ELU GaussianDropout GaussianNoise "
    "Identity LeakyReLU Masking ReLU Rescaling Softmax ThresholdedReLU UnitNormalization"
)

IMAGES = (
    "AugMix AutoContrast ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization MixUp "
    "RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast "
    "RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale "
    "RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation "
    "RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Solarization"
)

LAYERS: dict[str, Rule] = {
    **{name: of_one_input(same) for name in f"{ANY_SHAPE} {IMAGES}".split()},
    "SpatialDropout1D": of_one_input(same, rank=3),
    "SpatialDropout2D": of_one_input(same, rank=4),
    "SpatialDropout3D": of_one_input(same, rank=5),
}
