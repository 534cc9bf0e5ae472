"""The set-up files agree with each other: pyproject.toml, both locks, environment.yml, postBuild, run.py and the notes."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CHECKED = ("pyproject.toml", "requirements.lock", "requirements-test.lock", "environment.yml")
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # conda-forge's matplotlib adds a desktop toolkit


@pytest.fixture
def folder(tmp_path):
    """A copy of the checked files, free to be spoilt."""
    for name in CHECKED:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(folder, name):
    """The pins of a lock as {package: [versions]}: some differ by Python version."""
    found = {}
    for package, version in re.findall(r"^([\w.-]+)==(\S+)", (folder / name).read_text(encoding="utf-8"), re.M):
        found.setdefault(package, []).append(version)
    return found


def environment_problems(folder):
    """What is wrong in environment.yml, measured against pyproject.toml."""
    wanted = {"python=3.12"}
    for text in project(folder)["dependencies"]:
        need = Requirement(text)
        wanted.add(f"{CONDA_NAMES.get(need.name, need.name)}{text.removeprefix(need.name)}")
    found = re.findall(r"^\s+- (.+)$", (folder / "environment.yml").read_text(encoding="utf-8").split("dependencies:")[1], re.M)
    return [f"environment.yml lacks {line}" for line in sorted(wanted - set(found))] + [
        f"environment.yml has {line} beyond pyproject.toml" for line in sorted(set(found) - wanted)]


def lock_problems(folder):
    """What is wrong in the two locks, measured against pyproject.toml."""
    problems = []
    runtime = project(folder)["dependencies"]
    for name, texts in (("requirements.lock", runtime),
                        ("requirements-test.lock", runtime + project(folder)["optional-dependencies"]["test"])):
        lock, locked = (folder / name).read_text(encoding="utf-8"), pins(folder, name)
        needs = {canonicalize_name(need.name): need for need in map(Requirement, texts)}
        for package, need in needs.items():
            problems += [f"{name} lacks {package}"] if package not in locked else [
                f"{name} has {package} {version}, not {need}" for version in locked[package] if version not in need.specifier]
        for block in re.split(r"\n(?=\S)", lock.strip()):
            package = block.split("==")[0]
            if "==" not in block.splitlines()[0]:
                problems.append(f"{name} has a line that is no pin: {block}")
            elif "--hash=sha256:" not in block:
                problems.append(f"{name} has no hash for {package}")
            if re.search(r"# +via psychopharm|# +psychopharm \(", block) and package not in needs:
                problems.append(f"{name} has {package} beyond pyproject.toml")
        problems += [f"{name} names an address" for _ in re.findall(r"https?:|file:|--index|--find-links", lock)]
    test_pins = pins(folder, "requirements-test.lock")
    problems += [f"requirements-test.lock differs in {package}" for package, versions in
                 pins(folder, "requirements.lock").items() if versions != test_pins.get(package)]
    return problems


def test_environment_yml_has_what_pyproject_has():
    assert environment_problems(ROOT) == []


def test_the_locks_have_what_pyproject_has():
    assert lock_problems(ROOT) == []


@pytest.mark.parametrize("old, new, problem", [
    pytest.param("numpy>=2.1", "numpy>=2.0", "lacks numpy>=2.1", id="a changed range"),
    pytest.param("numpy>=2.1", "numpy=2.1", "lacks numpy>=2.1", id="a pin"),
    pytest.param("jupyterlab>=4.4,<5", "jupyterlab>=4.4", "lacks jupyterlab>=4.4,<5", id="a dropped upper bound"),
    pytest.param("python=3.12", "python>=3.12", "lacks python=3.12", id="a range for python"),
    pytest.param("  - scipy>=1.14.1\n", "", "lacks scipy", id="a dropped package"),
    pytest.param("  - numpy", "  - seaborn\n  - numpy", "has seaborn", id="an extra package"),
    pytest.param("  - numpy", "  - pip:\n    - -e .\n  - numpy", "has -e . beyond", id="-e . under pip"),
    pytest.param("matplotlib-base", "matplotlib", "lacks matplotlib-base", id="the matplotlib with a desktop"),
])
def test_a_spoilt_environment_yml_is_noticed(folder, old, new, problem):
    path = folder / "environment.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(problem in found for found in environment_problems(folder))


@pytest.mark.parametrize("name, old, new, problem", [
    pytest.param("pyproject.toml", '"numpy>=2.1"', '"numpy>=99"', "not numpy>=99", id="a raised floor"),
    pytest.param("pyproject.toml", '    "scipy>=1.14.1",\n', "", "has scipy beyond", id="a dropped package"),
    pytest.param("pyproject.toml", '"numpy>=2.1"', '"numpy>=2.1", "seaborn>=0.13"', "lacks seaborn", id="a new package"),
    pytest.param("pyproject.toml", '    "mpmath>=1.3",\n', "", "has mpmath beyond", id="a dropped test package"),
    pytest.param("requirements.lock", r"(anywidget==\S+) \\\n( +--hash.+\n)+", r"\1\n", "no hash for anywidget", id="no hash"),
    pytest.param("requirements.lock", r"\A", "--index-url https://example.org\n", "names an address", id="an address"),
    pytest.param("requirements.lock", r"\A", "-e .\n", "no pin", id="a line without a pin"),
    pytest.param("requirements-test.lock", r"anywidget==\S+", "anywidget==0.9.99", "differs in anywidget", id="locks that differ"),
])
def test_a_spoilt_lock_or_pyproject_is_noticed(folder, name, old, new, problem):
    text = (folder / name).read_text(encoding="utf-8")
    spoilt = text.replace(old, new, 1) if name == "pyproject.toml" else re.sub(old, new, text, count=1)
    assert spoilt != text
    (folder / name).write_text(spoilt, encoding="utf-8")
    assert any(problem in found for found in lock_problems(folder))


# Binder

def tracked_files():
    """The files that git has, or would have after `git add`."""
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                          capture_output=True, text=True)
    if done.returncode:
        pytest.skip("this copy of the course is no git checkout")
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture
def checkout(tmp_path):
    """A copy of the tracked files."""
    for name in tracked_files():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def binder_problems(folder, monkeypatch):
    """What is wrong with the image that Binder would make: nothing is built or downloaded."""
    from repo2docker.app import Repo2Docker

    monkeypatch.chdir(folder)
    packs = [kind(base_image="ubuntu") for kind in Repo2Docker().buildpacks]
    pack = next((pack for pack in packs if pack.detect()), None)
    if type(pack).__name__ != "CondaBuildPack":
        return [f"the image is made by {type(pack).__name__}"]
    if pack.python_version != "3.12":
        return [f"Python is {pack.python_version}"]
    pack.platform = "linux/amd64"
    dockerfile = pack.render()
    places = [dockerfile.find(step) for step in ("src/environment.yml ", "src/ ", "RUN ./postBuild")]
    return [] if -1 not in places and places == sorted(places) else ["a commit would solve the environment anew"]


needs_repo2docker = pytest.mark.skipif(os.name == "nt", reason="repo2docker does not run on Windows")


@needs_repo2docker
def test_binder_makes_a_conda_image_with_python_3_12_and_installs_the_package_last(checkout, monkeypatch):
    assert binder_problems(checkout, monkeypatch) == []


@needs_repo2docker
@pytest.mark.parametrize("file, old, new, problem", [
    pytest.param("environment.yml", "python=3.12", "python>=3.12", "Python is 3.10", id="a range for python"),
    pytest.param("environment.yml", r"\Z", "  - pip:\n    - -e .\n", "solve the environment anew", id="-e . under pip"),
    pytest.param("binder/requirements.txt", r"\Z", "numpy", "made by PythonBuildPack", id="a binder folder"),
    pytest.param("postBuild", None, None, "solve the environment anew", id="no postBuild"),
])
def test_a_spoilt_binder_plan_is_noticed(checkout, monkeypatch, file, old, new, problem):
    path = checkout / file
    if new is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(re.sub(old, lambda match: new, text), encoding="utf-8")
    found, = binder_problems(checkout, monkeypatch)
    assert problem in found


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
@pytest.mark.parametrize("name", ["postBuild", ".ci/run"])
def test_a_script_is_executable(name):
    assert os.access(ROOT / name, os.X_OK)


def test_post_build_installs_the_package_and_downloads_nothing():
    commands = [line for line in (ROOT / "postBuild").read_text(encoding="utf-8").splitlines() if line.startswith("pip")]
    assert commands == ["pip install --no-deps --no-cache-dir --no-build-isolation -e ."]


# The wheel

def test_pyproject_lists_every_package_of_src():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    there = {".".join(path.parent.relative_to(ROOT / "src").parts) for path in (ROOT / "src").rglob("__init__.py")}
    assert set(listed) == there | {"psychopharm.data"}


def test_a_wheel_carries_every_module_script_style_and_data_file(checkout, tmp_path):
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=checkout, check=True, capture_output=True)
    wheel, = tmp_path.glob("psychopharm-*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    files = [Path(name) for name in tracked_files()]
    wanted = {f"psychopharm/{path.as_posix()}" for path in files if path.parts[0] == "data"}
    wanted |= {path.relative_to("src").as_posix() for path in files
               if path.parts[:2] == ("src", "psychopharm") and path.suffix in (".py", ".js", ".css")}
    assert len(wanted) > 2
    assert wanted - carried == set()
    assert {Path(name).parts[0] for name in carried if "dist-info" not in name} == {"psychopharm"}


# One number in two places

def test_the_python_versions_agree():
    versions = re.search(r"OLDEST, NEWEST = \(3, (\d+)\), \(3, (\d+)\)", (ROOT / "run.py").read_text(encoding="utf-8"))
    oldest, newest = map(int, versions.groups())
    assert project(ROOT)["requires-python"] == f">=3.{oldest},<3.{newest + 1}"
    workflow = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    assert f'python: ["3.{oldest}", "3.{newest}"]' in workflow


def test_the_version_is_the_same_everywhere():
    version = project(ROOT)["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)


def test_the_two_commands_are_the_ones_the_readme_gives():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npython3 run.py\n" in readme and "\npython3 run.py test\n" in readme
    assert "\npython3 run.py test --no-skips" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "run: python run.py test\n" in (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")


# The option --no-skips

SKIPS = {
    "test_while_running.py": "import pytest\ndef test_it():\n    pytest.skip('no tool')\n",
    "test_by_mark.py": "import pytest\n@pytest.mark.skip(reason='no tool')\ndef test_it():\n    pass\n",
    "test_in_fixture.py": "import pytest\n@pytest.fixture\ndef tool():\n    pytest.skip('no tool')\ndef test_it(tool):\n    pass\n",
}
COLLECTION_SKIPS = {
    "test_at_collection.py": "import pytest\npytest.skip('no tool', allow_module_level=True)\n",
    "test_by_importorskip.py": "import pytest\npytest.importorskip('no_such_tool', reason='no tool')\n",
}
XFAIL = {"test_xfail.py": "import pytest\n@pytest.mark.xfail(reason='no tool')\ndef test_it():\n    assert False\n"}


def run_pytest(folder, files, *options):
    """Run pytest on files outside tests/, as the notebooks are, and return its exit status and output."""
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    (folder / "elsewhere").mkdir()
    for name, text in files.items():
        (folder / "elsewhere" / name).write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = tests elsewhere\n", encoding="utf-8")
    command = [sys.executable, "-B", "-m", "pytest", "-p", "xdist", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=folder, env=dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
                          capture_output=True, text=True)
    return done.returncode, done.stdout


@pytest.mark.parametrize("workers", ["-n0", "-n1"])
@pytest.mark.parametrize("files", [SKIPS, COLLECTION_SKIPS], ids=["of tests", "of files"])
def test_no_skips_turns_each_skip_into_a_failure(tmp_path, files, workers):
    status, output = run_pytest(tmp_path, files, workers, "--no-skips")
    assert status in (1, 2)
    for name in files:
        assert re.search(rf"--no-skips allows no skip, but elsewhere/{name}\S* gave: .*no tool", output)


@pytest.mark.parametrize("files, options", [(SKIPS, []), (XFAIL, ["--no-skips"])],
                         ids=["a skip without --no-skips", "an expected failure"])
def test_what_is_no_failure_stays_none(tmp_path, files, options):
    assert run_pytest(tmp_path, files, *options)[0] == 0


def test_hypothesis_leaves_nothing_in_the_tree():
    import hypothesis

    assert hypothesis.settings.default.database is None
    assert not (ROOT / ".hypothesis").exists()
