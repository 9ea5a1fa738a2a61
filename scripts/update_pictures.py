"""Takes the pictures of the READMEs over from the last run of the browser tests.

make pictures
"""

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
TAKEN = ROOT / "build"
SHOWN = ROOT / "docs" / "images"
FOLDERS = {
    "vscode-tests": ("findings", "notebook", "report", "preview", "view"),
    "jupyterlab-tests": ("jupyterlab-findings", "jupyterlab-probe"),
}
COLOURS = 128


def main() -> None:
    SHOWN.mkdir(parents=True, exist_ok=True)
    for folder, names in FOLDERS.items():
        for name in names:
            picture = Image.open(TAKEN / folder / f"{name}.png").convert("RGB")
            few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(SHOWN / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
