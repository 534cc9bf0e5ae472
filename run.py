"""Open the course with `python3 run.py`. Run its tests with `python3 run.py test`; further words go to pytest.

The first start makes the folder .venv and fills it from requirements.lock. The first `test` adds requirements-test.lock.
Only the standard library is used, since nothing else is there yet.
"""

import hashlib
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import urllib.parse
import webbrowser

OLDEST, NEWEST = (3, 11), (3, 14)
HERE = pathlib.Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
HOST, FIRST_PORT, PORTS_TRIED = "127.0.0.1", 8888, 50
LAB_SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
FAILED = "The set-up did not finish. Read the lines above, check the network, and start again: it repairs itself."


def say(sentence):
    """Print a sentence at once, also where output is buffered."""
    print(sentence, flush=True)


def wrong_version(version):
    """Return the sentence for a Python version that the course does not run on, or None."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return None
    return (f"This course needs Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}, "
            f"but this is Python {version[0]}.{version[1]}: install one of those and start run.py with it.")


def first_lesson():
    """Return the lowest-numbered notebook as a path from the course's folder, such as notebooks/00_start.ipynb."""
    lessons = sorted(path.name for path in (HERE / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if not lessons:
        sys.exit(f"There is no lesson such as 00_start_here.ipynb in {HERE / 'notebooks'}.")
    return "notebooks/" + lessons[0]


def environment():
    """Return the variables for Lab and the tests: only .venv counts, and no setting of the user is read or changed."""
    variables = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH"):
        variables.pop(name, None)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        variables[name] = str(VENV / "jupyter" / name.lower())
    return variables


def fingerprint(lock):
    """Return a hash of all that an installed lock depends on: lock, package, interpreter and folder."""
    parts = [(HERE / lock).read_bytes(), (HERE / "pyproject.toml").read_bytes()]
    parts += [text.encode() for text in (sys.version, sys.base_prefix, str(HERE))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(lock):
    """Return the path of the file that says which lock was installed completely."""
    return VENV / (lock + ".done")


def is_ready(lock):
    """Say whether the lock, as it is now, was installed completely."""
    return PYTHON.exists() and stamp(lock).exists() and stamp(lock).read_text() == fingerprint(lock)


def succeeds(*command):
    """Run a command in the course's folder and say whether it succeeded."""
    return subprocess.call([str(word) for word in command], cwd=str(HERE), env=environment()) == 0


def install(*words):
    """Install packages into .venv with uv, or with pip where uv is not to be had."""
    uv = (PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--compile-bytecode")
    pip = (PYTHON, "-m", "pip", "install", "--disable-pip-version-check")
    if not succeeds(*uv, *words) and not succeeds(*pip, *words):
        sys.exit(FAILED)


def set_up():
    """Make .venv afresh unless it is ready; its stamp is written last, so an interrupted set-up is done again."""
    lock = "requirements.lock"
    if is_ready(lock):
        return
    say("Setting up the course in .venv. This happens once and takes a minute or a few.")
    if not succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        sys.exit("The folder .venv could not be made. Close Lab and whatever else uses it, then start again.")
    succeeds(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    install("--require-hashes", "-r", lock)
    install("--no-deps", "--no-build-isolation", "-e", ".")
    settings = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(LAB_SETTINGS))
    stamp(lock).write_text(fingerprint(lock))


def set_up_tests():
    """Add what the tests need, unless it is there."""
    lock = "requirements-test.lock"
    if not is_ready(lock):
        say("Adding what the tests need. This happens once.")
        install("--require-hashes", "-r", lock)
        stamp(lock).write_text(fingerprint(lock))


def hand_over(command, variables):
    """Run a command in the course's folder until it ends, pass on a request to stop, and return its exit status."""
    process = subprocess.Popen([str(word) for word in command], cwd=str(HERE), env=variables)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the command got the same Ctrl-C and closes by itself
            pass


def free_port():
    """Return the first port that nothing listens on, and say so when it is not the usual one."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            if os.name != "nt":  # a port that was closed a moment ago counts as free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        if port != FIRST_PORT:
            say(f"Port {FIRST_PORT} is taken, so the course uses port {port}.")
        return port
    sys.exit(f"Ports {FIRST_PORT} to {port} are all taken. Close another Jupyter, then start again.")


def has_browser():
    """Say whether there is a browser that shows pictures; Python knows text browsers as GenericBrowser."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return bool(os.environ.get("BROWSER")) or type(browser) is not webbrowser.GenericBrowser


def lab_command(python, page, port, browser):
    """Return the command that starts Lab on a page, without the search for language servers (it doubles the wait)."""
    return [python, "-m", "jupyterlab", f"--ServerApp.ip={HOST}", f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0", f"--ServerApp.open_browser={browser}", f"--ServerApp.root_dir={HERE}",
            f"--LabApp.default_url={page}", "--LanguageServerManager.autodetect=False",
            "--ServerApp.answer_yes=True", "--ServerApp.allow_root=True", "--Application.log_level=ERROR"]


def open_lab():
    """Start Lab on the first lesson, say its address, and return its exit status."""
    page = "/lab/tree/" + urllib.parse.quote(first_lesson()) + "?reset"  # an old workspace would hide the lesson
    variables = dict(environment(), JUPYTER_TOKEN=secrets.token_hex(16))
    port, browser = free_port(), has_browser()
    say("The course opens in your browser. If it does not, open this address:" if browser else
        "No web browser was found here. Open this address in one:")
    say(f"  http://{HOST}:{port}{page}&token={variables['JUPYTER_TOKEN']}")
    say("To stop, save your work and press Ctrl-C here.")
    return hand_over(lab_command(PYTHON, page, port, browser), variables)


def main(words):
    """Do what the words after run.py ask for, and return the exit status."""
    problem = wrong_version(sys.version_info)
    if problem:
        sys.exit(problem)
    if words and words[0] != "test":
        print(__doc__)
        return 0 if words[0] in ("-h", "--help") else 2
    try:
        if not words:
            first_lesson()
        set_up()
        if not words:
            return open_lab()
        set_up_tests()
        return hand_over([PYTHON, "-m", "pytest"] + words[1:], environment())
    except KeyboardInterrupt:
        sys.exit("Stopped. The next start repairs what is missing.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
