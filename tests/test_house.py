"""The house keeps its walls: one direction of imports, examples that run, light models, no machine's path."""

import doctest
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import psychopharm

ROOT = Path(__file__).parents[1]
MODULES = ["psychopharm", *(module.name for module in pkgutil.walk_packages(psychopharm.__path__, "psychopharm."))]
UNWANTED = ("matplotlib", "ipywidgets", "IPython", "pandas", "anywidget", "PIL")
FORGETTABLE = {"utils", "util", "helpers", "helper", "misc", "common"}


def fresh(code):
    """Run code in a new interpreter and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_imports_go_in_one_direction():
    command = Path(sys.executable).with_name("lint-imports" + (".exe" if os.name == "nt" else ""))
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kept, 0 broken" in done.stdout


def test_models_bring_nothing_that_draws_asks_or_tabulates():
    loaded = json.loads(fresh("import json, sys, psychopharm.models.patients, psychopharm.models.population, psychopharm.models.regimens; "
                              "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"))
    assert not set(loaded) & set(UNWANTED)


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_runs(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.parametrize("name", [name for name in MODULES if ".models." in name])
def test_every_public_function_of_a_model_has_an_example(name):
    module = importlib.import_module(name)
    public = [value for key, value in vars(module).items() if callable(value) and not key.startswith("_")
              and getattr(value, "__module__", "") == name and not isinstance(value, type)]
    assert public or name.endswith("__init__")
    for function in public:
        assert ">>>" in (function.__doc__ or ""), f"{name}.{function.__name__} has no example"


def test_no_room_is_called_utils():
    assert not {name.rpartition(".")[2] for name in MODULES} & FORGETTABLE


def test_no_file_names_a_path_of_a_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    files = [ROOT / name for name in listed.stdout.split("\0") if name] or [path for path in ROOT.rglob("*") if ".venv" not in path.parts]
    pattern = re.compile(r"(?<![\w.$/}])/(work|root|home|Users)/(?!jovyan)")
    for path in files:
        if path.suffix in {".py", ".md", ".ipynb", ".toml", ".yml", ".json", ".csv", ".js", ".css", ".cff", ""} and path.is_file():
            assert not pattern.search(path.read_text(encoding="utf-8")) or path == Path(__file__), path
