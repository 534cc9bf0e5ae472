"""The lessons that the tests run over."""

from pathlib import Path

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9][0-9]_*.ipynb"))
