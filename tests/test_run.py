"""run.py, without a network: what it says, what it starts, and when it repairs its set-up."""

import ast
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from pathlib import Path

import pytest

RUN_PY = Path(__file__).parents[1] / "run.py"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """run.py as a module, for a course in a folder with a space in its name; its commands are kept, not run."""
    spec = importlib.util.spec_from_file_location("run_under_test", RUN_PY)
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    run.HERE = tmp_path / "my course"
    run.VENV = run.HERE / ".venv"
    run.PYTHON = run.VENV / "bin" / "python"
    (run.HERE / "notebooks").mkdir(parents=True)
    for name in ("requirements.lock", "requirements-test.lock", "pyproject.toml"):
        (run.HERE / name).write_text(name)
    run.commands = []
    run.failing = set()

    def succeeds(*command):
        words = [str(word) for word in command]
        run.commands.append(words)
        if "venv" in words and "venv" not in run.failing:
            shutil.rmtree(run.VENV, ignore_errors=True)
            run.PYTHON.parent.mkdir(parents=True)
            run.PYTHON.write_text("")
        return not run.failing & set(words)

    monkeypatch.setattr(run, "really_succeeds", run.succeeds, raising=False)
    monkeypatch.setattr(run, "succeeds", succeeds)
    return run


def add_lessons(run, *names):
    for name in names:
        (run.HERE / "notebooks" / name).write_text("{}")


# The version of Python

@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 0), (3, 14, 9)])
def test_python_3_11_to_3_14_are_accepted(course, version):
    assert course.wrong_version(version) is None


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.10", "3.15", "4.0"])
def test_any_other_python_gets_one_sentence_and_no_set_up(tmp_path, version):
    shutil.copy(RUN_PY, tmp_path)
    numbers = tuple(map(int, version.split(".")))
    pretend = f"import runpy, sys; sys.version_info = {numbers + (0,)}; runpy.run_path('run.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-B", "-c", pretend], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == (f"This course needs Python 3.11 to 3.14, but this is Python {version}: "
                           "install one of those and start run.py with it.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["run.py"]


def test_run_py_imports_the_standard_library_only_and_parses_on_old_python():
    tree = ast.parse(RUN_PY.read_text(encoding="utf-8"), feature_version=(3, 7))
    modules = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert modules <= set(sys.stdlib_module_names)


def test_run_py_stays_short():
    assert len(RUN_PY.read_text(encoding="utf-8").splitlines()) < 200


# The words after run.py

def test_an_unknown_word_gets_the_usage_and_status_2(course, capsys):
    assert course.main(["tset"]) == 2
    assert "python3 run.py test" in capsys.readouterr().out
    assert course.commands == []


def test_test_sets_up_and_gives_further_words_to_pytest(course, monkeypatch):
    handed = []
    monkeypatch.setattr(course, "hand_over", lambda command, variables: handed.append(command) or 5)
    assert course.main(["test", "-k", "two words"]) == 5
    assert handed == [[course.PYTHON, "-m", "pytest", "-k", "two words"]]
    assert course.is_ready("requirements.lock") and course.is_ready("requirements-test.lock")


# The first lesson

def test_the_first_lesson_is_the_one_with_the_lowest_number(course):
    add_lessons(course, *(f"{number:02}_a.ipynb" for number in range(29, 4, -1)))
    add_lessons(course, "_template.ipynb", "00_notes.md", "0_x.ipynb", "extra.ipynb")
    assert course.first_lesson() == "notebooks/05_a.ipynb"


def test_without_a_lesson_nothing_is_set_up(course):
    add_lessons(course, "_template.ipynb")
    with pytest.raises(SystemExit, match="There is no lesson"):
        course.main([])
    assert course.commands == []


# The set-up and its repair

def test_the_set_up_installs_the_hashed_lock_then_the_package_without_a_download(course):
    course.set_up()
    words = [" ".join(command) for command in course.commands]
    assert "venv --clear" in words[0]
    assert words[1].endswith("uv")
    assert words[2].endswith("--compile-bytecode --require-hashes -r requirements.lock")
    assert words[3].endswith("--no-deps --no-build-isolation -e .")
    assert len(words) == 4


def test_a_student_gets_no_test_tools(course):
    course.set_up()
    assert not any("requirements-test.lock" in command for command in course.commands)


def test_the_news_and_the_update_check_are_off(course):
    course.set_up()
    written = json.loads((course.VENV / "share/jupyter/lab/settings/overrides.json").read_text())
    assert written == {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}


def test_a_second_start_runs_nothing(course):
    course.set_up()
    course.set_up_tests()
    course.commands.clear()
    course.set_up()
    course.set_up_tests()
    assert course.commands == []


def change_lock(course, monkeypatch):
    (course.HERE / "requirements.lock").write_text("newer")


def change_package(course, monkeypatch):
    (course.HERE / "pyproject.toml").write_text("newer")


def change_interpreter(course, monkeypatch):
    monkeypatch.setattr(sys, "version", "3.12.99 (another build)")


def move_folder(course, monkeypatch):
    new = course.HERE.with_name("moved course")
    course.HERE.rename(new)
    course.HERE, course.VENV = new, new / ".venv"
    course.PYTHON = course.VENV / "bin" / "python"


def lose_python(course, monkeypatch):
    course.PYTHON.unlink()


@pytest.mark.parametrize("change", [change_lock, change_package, change_interpreter, move_folder, lose_python])
def test_a_change_makes_the_set_up_afresh(course, monkeypatch, change):
    course.set_up()
    course.commands.clear()
    change(course, monkeypatch)
    course.set_up()
    assert len(course.commands) == 4


def test_a_changed_test_lock_is_installed_without_a_new_environment(course):
    course.set_up()
    course.set_up_tests()
    course.commands.clear()
    (course.HERE / "requirements-test.lock").write_text("newer")
    course.set_up()
    course.set_up_tests()
    assert [command[-1] for command in course.commands] == ["requirements-test.lock"]


@pytest.mark.parametrize("failing", ["venv", "requirements.lock", "."])
def test_a_set_up_that_fails_says_so_and_the_next_start_repairs_it(course, failing):
    course.failing = {failing}
    with pytest.raises(SystemExit, match="start again"):
        course.set_up()
    assert not course.is_ready("requirements.lock")
    course.failing = set()
    course.set_up()
    assert course.is_ready("requirements.lock")


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_an_interrupted_set_up_is_done_again(course, monkeypatch, step):
    run_command = course.succeeds

    def interrupted(*command):
        if len(course.commands) == step:
            raise KeyboardInterrupt
        return run_command(*command)

    monkeypatch.setattr(course, "succeeds", interrupted)
    with pytest.raises(SystemExit, match="next start repairs"):
        course.main(["test"])
    monkeypatch.setattr(course, "succeeds", run_command)
    course.commands.clear()
    course.set_up()
    assert len(course.commands) == 4
    assert course.is_ready("requirements.lock")


def test_pip_does_the_job_where_uv_is_not_to_be_had(course):
    course.failing = {"uv"}
    course.set_up()
    pip = [command[3:] for command in course.commands if command[2] == "pip" and "uv" not in command]
    assert pip == [["install", "--disable-pip-version-check", "--require-hashes", "-r", "requirements.lock"],
                   ["install", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "-e", "."]]
    assert course.is_ready("requirements.lock")


# What is started

def test_children_may_write_bytecode_and_only_the_environment_counts(course, monkeypatch):
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, "1")
    variables = course.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in variables and "PYTHONPATH" not in variables
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        assert Path(variables[name]).is_relative_to(course.VENV)


def test_commands_run_in_the_course_folder_also_with_a_space_in_its_path(course, monkeypatch):
    monkeypatch.chdir("/")
    there = f"import os, sys; sys.exit(3 if os.path.samefile('.', {str(course.HERE)!r}) else 4)"
    assert course.hand_over([sys.executable, "-c", there], course.environment()) == 3
    assert course.really_succeeds(sys.executable, "-c", "open('made here', 'w').close()")
    assert (course.HERE / "made here").exists()
    assert not course.really_succeeds(sys.executable, "-c", "raise SystemExit(1)")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to pass on")
def test_a_request_to_stop_is_passed_on(course, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda number, handler: handlers.append(handler))
    handlers = []
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **more: processes.append(Recorded()) or processes[0])
    processes = []

    class Recorded:
        def wait(self):
            handlers[0](signal.SIGTERM, None)
            return self.status

        def terminate(self):
            self.status = 7

    assert course.hand_over(["lab"], {}) == 7


def start(course, monkeypatch, browser):
    """Open Lab up to the point where it would be started, and return what would be."""
    add_lessons(course, "00_start here.ipynb")
    monkeypatch.setattr(webbrowser, "get", browser)
    monkeypatch.setattr(course, "hand_over", lambda command, variables: {"command": command, **variables})
    return course.open_lab()


def no_browser():
    raise webbrowser.Error("could not locate runnable browser")


def test_a_missing_browser_gets_a_sentence_with_the_address(course, monkeypatch, capsys):
    started = start(course, monkeypatch, no_browser)
    first, address, _ = capsys.readouterr().out.splitlines()[-3:]
    assert first == "No web browser was found here. Open this address in one:"
    assert "/lab/tree/notebooks/00_start%20here.ipynb?reset&token=" + started["JUPYTER_TOKEN"] in address
    assert "--ServerApp.open_browser=False" in started["command"]


def test_a_browser_is_opened_on_the_first_lesson_in_a_fresh_workspace(course, monkeypatch, capsys):
    started = start(course, monkeypatch, lambda: webbrowser.Chrome("chrome"))
    assert "--ServerApp.open_browser=True" in started["command"]
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start%20here.ipynb?reset" in started["command"]
    assert "--LanguageServerManager.autodetect=False" in started["command"]
    assert "opens in your browser" in capsys.readouterr().out


def test_the_token_is_new_at_each_start_and_in_no_command_line(course, monkeypatch):
    one, two = (start(course, monkeypatch, no_browser) for _ in range(2))
    assert len(one["JUPYTER_TOKEN"]) == 32 and one["JUPYTER_TOKEN"] != two["JUPYTER_TOKEN"]
    assert not any(one["JUPYTER_TOKEN"] in str(word) for word in one["command"])


def test_a_text_browser_counts_as_none_unless_the_user_chose_it(course, monkeypatch):
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("w3m"))
    monkeypatch.delenv("BROWSER", raising=False)
    assert not course.has_browser()
    monkeypatch.setenv("BROWSER", "my-browser")
    assert course.has_browser()


@pytest.fixture
def taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_taken_port_gets_a_sentence_and_the_next_free_one_is_used(course, capsys, taken_port):
    course.FIRST_PORT = taken_port
    port = course.free_port()
    assert port > taken_port
    assert capsys.readouterr().out == f"Port {taken_port} is taken, so the course uses port {port}.\n"


def test_when_every_port_is_taken_it_says_so(course, taken_port):
    course.FIRST_PORT, course.PORTS_TRIED = taken_port, 1
    with pytest.raises(SystemExit, match="all taken. Close another Jupyter"):
        course.free_port()


def test_lab_really_starts_and_shows_the_lesson(course):
    add_lessons(course, "00_start here.ipynb")
    port, variables = course.free_port(), dict(course.environment(), JUPYTER_TOKEN="a-token")
    process = subprocess.Popen(course.lab_command(sys.executable, "/lab", port, False), cwd=course.HERE, env=variables)
    address = f"http://127.0.0.1:{port}/api/contents/notebooks/00_start%20here.ipynb?content=0&token=a-token"
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(address, timeout=10) as answer:
                    assert json.load(answer)["path"] == "notebooks/00_start here.ipynb"
                    break
            except OSError:
                assert process.poll() is None, "Lab ended before it answered"
                time.sleep(0.1)
        else:
            pytest.fail("Lab did not answer within a minute")
    finally:
        process.terminate()
        process.wait(timeout=60)
