"""What names mean that a script uses but never binds, as in snippets without their imports."""

import re
from functools import cache, lru_cache

from kerascope.reader.library import signatures

_MODULES = {
    "K": "keras.backend",
    "Image": "PIL.Image",
    "activations": "keras.activations",
    "applications": "keras.applications",
    "backend": "keras.backend",
    "boston_housing": "keras.datasets.boston_housing",
    "california_housing": "keras.datasets.california_housing",
    "callbacks": "keras.callbacks",
    "cifar10": "keras.datasets.cifar10",
    "cifar100": "keras.datasets.cifar100",
    "cv2": "cv2",
    "fashion_mnist": "keras.datasets.fashion_mnist",
    "glob": "glob",
    "h5py": "h5py",
    "image": "keras.preprocessing.image",
    "imdb": "keras.datasets.imdb",
    "initializers": "keras.initializers",
    "keras": "keras",
    "layers": "keras.layers",
    "losses": "keras.losses",
    "math": "math",
    "mnist": "keras.datasets.mnist",
    "models": "keras.models",
    "np": "numpy",
    "np_utils": "keras.utils",
    "numpy": "numpy",
    "optimizers": "keras.optimizers",
    "os": "os",
    "pandas": "pandas",
    "pd": "pandas",
    "pickle": "pickle",
    "plt": "matplotlib.pyplot",
    "random": "random",
    "regularizers": "keras.regularizers",
    "reuters": "keras.datasets.reuters",
    "scipy": "scipy",
    "sequence": "keras.preprocessing.sequence",
    "sklearn": "sklearn",
    "sys": "sys",
    "tensorflow": "tensorflow",
    "tf": "tensorflow",
    "tfds": "tensorflow_datasets",
}
_HOMES = {
    "imblearn.over_sampling": "ADASYN BorderlineSMOTE RandomOverSampler SMOTE",
    "imblearn.under_sampling": "RandomUnderSampler",
    "keras.layers": "concatenate",
    "keras.losses": "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy",
    "keras.models": "clone_model load_model model_from_json",
    "keras.preprocessing.image": "ImageDataGenerator img_to_array load_img",
    "keras.preprocessing.sequence": "TimeseriesGenerator pad_sequences",
    "keras.preprocessing.text": "Tokenizer one_hot text_to_word_sequence",
    "keras.regularizers": "l1 l1_l2 l2",
    "keras.utils": "Sequence to_categorical",
    "keras.wrappers.scikit_learn": "KerasClassifier KerasRegressor",
    "numpy": "array asarray genfromtxt loadtxt",
    "pandas": "DataFrame get_dummies read_csv",
    "scipy.io": "loadmat",
    "sklearn.compose": "ColumnTransformer",
    "sklearn.datasets": (
        "fetch_california_housing load_boston load_breast_cancer load_diabetes load_digits "
        "load_iris load_wine make_blobs make_circles make_classification make_moons make_regression"
    ),
    "sklearn.decomposition": "PCA TruncatedSVD",
    "sklearn.feature_extraction.text": "CountVectorizer TfidfTransformer TfidfVectorizer",
    "sklearn.feature_selection": "RFE SelectKBest SelectPercentile",
    "sklearn.impute": "KNNImputer SimpleImputer",
    "sklearn.metrics": (
        "accuracy_score classification_report confusion_matrix f1_score r2_score roc_auc_score"
    ),
    "sklearn.model_selection": (
        "GridSearchCV GroupKFold KFold RandomizedSearchCV StratifiedKFold StratifiedShuffleSplit "
        "TimeSeriesSplit cross_val_score train_test_split"
    ),
    "sklearn.pipeline": "Pipeline make_pipeline",
    "sklearn.preprocessing": (
        "LabelBinarizer LabelEncoder MaxAbsScaler MinMaxScaler MultiLabelBinarizer Normalizer "
        "OneHotEncoder OrdinalEncoder PolynomialFeatures RobustScaler StandardScaler"
    ),
}
"""Where names come from that nearly always mean the same."""

_ROOMS = (
    "keras.models", "keras.layers", "keras.optimizers", "keras.callbacks", "keras.applications",
)  # fmt: skip
_TELLING = {
    "datasets": (
        r"datasets\.(?:mnist|fashion|cifar|imdb|reuters)", "keras.datasets", "sklearn.datasets",
    ),
    "preprocessing": (
        r"preprocessing\.(?:image|text|sequence)", "keras.preprocessing", "sklearn.preprocessing",
    ),
    "shuffle": (r"=\s*shuffle\(", "sklearn.utils.shuffle", "random.shuffle"),
}  # fmt: skip
"""Names of two things: what the text says of the first, the first, the other."""

OTHERS = frozenset({"torch", "mxnet", "paddle", "tflearn", "flax", "jax", "haiku", "lasagne"})
"""Libraries that have names of their own for the same things."""


_BINDS = (
    r"(?m)\b(?:def|class|as)\s+{0}\b|\bimport\b[^\n]*\b{0}\b"
    r"|^[^\n=#]*\b{0}\b(?!\s*[.\[])[^\n=(]*=(?!=)"
    r"|^\s+{0},?\s*(?:\#.*)?$"
    r"|\bfor\s(?:(?!\bin\b)[^\n])*\b{0}\b(?:(?!\bin\b)[^\n])*\bin\b|\blambda\s[^\n:]*\b{0}\b"
)
"""Text that gives a name a meaning, wherever it stands."""


@lru_cache(maxsize=1_024)
def is_bound(name: str, text: str) -> bool:
    """Whether ``text`` binds ``name`` anywhere, run or not."""
    return re.search(_BINDS.format(re.escape(name)), text) is not None


def usual(name: str, text: str = "") -> str | None:
    """What ``name`` nearly always stands for in scripts that train with Keras."""
    if (found := _names().get(name)) is not None:
        return found
    if (telling := _TELLING.get(name)) is not None:
        pattern, one, other = telling
        return one if re.search(pattern, text) else other
    return _MODULES.get(name) or _classes().get(name)


@cache
def _names() -> dict[str, str]:
    return {
        name: signatures.canonical(f"{home}.{name}")
        for home, names in _HOMES.items()
        for name in names.split()
    }


@cache
def _classes() -> dict[str, str]:
    return {
        name: signatures.canonical(f"{room}.{name}")
        for room in reversed(_ROOMS)
        for name in signatures.public_names(room)
        if name[:1].isupper()
    }
