from pathlib import Path

import pytest

from kerascope.config import Config, ConfigError, Settings, Severities, find_config, read_config


def _write(folder: Path, text: str) -> Path:
    file = folder / "pyproject.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("settings", "reported"),
    [
        (Settings(), True),
        (Settings(select=("KS101",)), True),
        (Settings(select=("ks101",)), True),
        (Settings(select=("KS1",)), True),
        (Settings(select=("unscaled-input",)), True),
        (Settings(select=("KS2",)), False),
        (Settings(select=("KS2",), extend_select=("KS101",)), True),
        (Settings(ignore=("KS1",)), False),
        (Settings(ignore=("ALL",)), False),
        (Settings(ignore=("KS1",), extend_select=("KS101",)), True),
        (Settings(select=("KS1",), ignore=("KS101",)), False),
        (Settings(select=("KS101",), ignore=("unscaled-input",)), False),
        (Settings(select=("KS101",), silenced=("KS",)), False),
    ],
)
def test_the_most_specific_selector_decides(settings: Settings, reported: bool):
    assert settings.reports("KS101", "unscaled-input") is reported


def test_everything_can_be_said_in_pyproject(tmp_path: Path):
    file = _write(
        tmp_path,
        """
        [tool.kerascope]
        select = ["KS1", "KS5"]
        extend-select = ["KS202"]
        ignore = ["learning-rate-too-high"]
        exclude = ["legacy/"]
        backend = "jax"
        tests = true

        [tool.kerascope.per-file-ignores]
        "demos/**/*.py" = ["KS1"]

        [tool.kerascope.severity]
        likely = "error"
        """,
    )
    config = read_config(file)
    assert config.settings == Settings(
        select=("KS1", "KS5"),
        extend_select=("KS202",),
        ignore=("learning-rate-too-high",),
        severities=Severities(likely="error"),
        backend="jax",
        tests=True,
    )
    assert config.exclude == ("legacy/",)
    assert config.settings_for(tmp_path / "demos" / "a" / "b.py").silenced == ("KS1",)
    assert config.settings_for(tmp_path / "demos" / "b.py").silenced == ("KS1",)
    assert config.settings_for(tmp_path / "b.py").silenced == ()
    assert config.settings_for(tmp_path.parent / "b.py").silenced == ()


def test_the_closest_file_with_our_table_wins(tmp_path: Path):
    inner = tmp_path / "package" / "module"
    inner.mkdir(parents=True)
    _write(tmp_path, '[tool.kerascope]\nselect = ["KS1"]\n')
    _write(tmp_path / "package", '[tool.kerascope]\nignore = ["KS2"]\n')
    _write(inner, "[tool.ruff]\nline-length = 80\n")
    assert find_config(inner).settings == Settings(ignore=("KS2",))
    assert find_config(tmp_path).settings == Settings(select=("KS1",))


def test_no_file_means_the_defaults(tmp_path: Path):
    _write(tmp_path, "[project]\nname = 'x'\n")
    assert read_config(tmp_path / "pyproject.toml").settings == Config().settings


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("selct = ['KS1']", "has no key 'selct'. Did you mean 'select'?"),
        ("per_file_ignores = {}", "Did you mean 'per-file-ignores'?"),
        ("zzz = 1", "has no key 'zzz'. It knows select,"),
        ("select = 'KS1'", "tool.kerascope.select must be a list of strings."),
        ("ignore = [1]", "tool.kerascope.ignore must be a list of strings."),
        ("backend = 'theano'", "is 'theano'; it must be one of tensorflow, jax, torch."),
        ("tests = 'yes'", "tool.kerascope.tests must be true or false."),
        ("backend = ['jax']", "it must be one of tensorflow, jax, torch."),
        ("severity = 'error'", "tool.kerascope.severity must be a table."),
        ("severity = {certainly = 'error'}", "no tier 'certainly'; the tiers are certain,"),
        ("severity = {certain = 'fatal'}", "tool.kerascope.severity.certain is 'fatal';"),
        ("per-file-ignores = {'a.py' = 'KS1'}", "must be a list of strings."),
        ("select = [", "is not valid TOML"),
    ],
)
def test_an_error_names_the_file_and_the_key(tmp_path: Path, text: str, sentence: str):
    file = _write(tmp_path, f"[tool.kerascope]\n{text}\n")
    with pytest.raises(ConfigError) as caught:
        read_config(file)
    assert str(file) in str(caught.value)
    assert sentence in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"nosuch\.toml cannot be read: No such file"):
        read_config(tmp_path / "nosuch.toml")


def test_the_table_must_be_one(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"tool\.kerascope must be a table"):
        read_config(_write(tmp_path, "[tool]\nkerascope = 3\n"))


def test_the_example_in_the_documentation_is_valid(tmp_path: Path):
    page = Path(__file__).parents[1] / "docs" / "configuration.md"
    example = page.read_text().split("```toml\n")[1].split("```")[0]
    config = read_config(_write(tmp_path, example))
    assert config.settings.reports("KS202", "saturating-activation")
    assert config.settings.severities.hypothesis == "hint"
