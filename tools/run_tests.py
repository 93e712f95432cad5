"""What `make test`, `make check` and `make nightly` run: lint, types, contracts, then the tests on both databases.

Installs what is missing where it may (Debian or Ubuntu, root), starts a PostgreSQL of its own in a temporary folder and
ends it. Where it may not install, the tests that need the missing thing are skipped with a sentence; with CI=true
nothing may be skipped, and the run fails.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CI = os.environ.get("CI") == "true"
NEEDS = {  # what is looked for → the package that brings it
    "postgresql": lambda: bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))),
    "chromium": lambda: shutil.which("chromium") is not None,
    "fonts-noto-cjk": lambda: "Noto Sans CJK" in _output("fc-list", ":lang=zh", "family"),
    "libpangoft2-1.0-0": lambda: "libpangoft2" in _output("ldconfig", "-p"),
}


def _output(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def install_missing() -> list[str]:
    """Install what is missing where we may; what is still missing afterwards."""
    missing = [package for package, there in NEEDS.items() if not there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing", ", ".join(missing), "…", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "fontconfig", *missing]):
            subprocess.run(["apt-get", "--quiet=2", *command], env=env, check=False, stdout=subprocess.DEVNULL)
        missing = [package for package in missing if not NEEDS[package]()]
    for package in missing:
        print(f"Missing: {package}. The tests that need it are skipped; install it with apt-get as root.", flush=True)
    if missing and CI:
        sys.exit("CI=true: nothing may be skipped.")
    return missing


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of our own on a free port of the loopback, UTF-8, in a temporary folder; its DATABASE_URL."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[-1].parent
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="doorstep-pg-") as folder:
        data, as_user = Path(folder) / "data", []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres")
            as_user = ["runuser", "-u", "postgres", "--"]
        create = [
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-A",
            "trust",
            "-U",
            "postgres",
        ]
        subprocess.run([*as_user, *create], check=True, stdout=subprocess.DEVNULL, cwd="/")
        options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": "off",
                   "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200, "shared_buffers": "256MB"}  # fmt: skip
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (Path(folder) / "log").open("w")
        server = subprocess.Popen([*as_user, str(binaries / "postgres"), "-D", str(data), *flags], stderr=log, cwd="/")
        try:
            _wait_for(port)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            pid = int((data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, 2)  # fast shutdown
            server.wait(timeout=30)
            log.close()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("PostgreSQL did not start within ten seconds.")


def step(name: str, *command: str, **env: str) -> None:
    """Run one step; say how long it took; end the whole run where it fails."""
    print(f"\n── {name}", flush=True)
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, "DOORSTEP_MODE": "test", "PATH": f"{BIN}:{os.environ['PATH']}", **env},
        check=False,
    )
    print(f"── {name}: {time.perf_counter() - started:.0f} s", flush=True)
    if done.returncode != 0:
        sys.exit(f"{name} failed.")


def checks() -> None:
    """Everything that reads the code without running it."""
    step("lint", "ruff", "check", ".")
    step("format", "ruff", "format", "--check", ".")
    step("types", "mypy")
    step("contracts", "lint-imports")
    step("templates", "djlint", "src/doorstep", "--lint", "--quiet")
    step(
        "migrations",
        "python",
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        DJANGO_SETTINGS_MODULE="doorstep.config.testing",
    )
    step("translations", "python", "tools/translations.py", "check")


def tests(*extra: str, name: str, **env: str) -> None:
    """The tests, two at a time."""
    step(name, "python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *extra, **env)


def main(mode: str) -> None:
    """Run one of check, test, nightly."""
    missing = install_missing() if mode != "check" else []
    checks()
    if mode == "check":
        tests("-m", "not browser", "--durations=10", name="tests on SQLite")
        return
    with tempfile.TemporaryDirectory(prefix="doorstep-var-") as var:
        long = ["-m", "nightly or not nightly"] if mode == "nightly" else []
        profile = {"HYPOTHESIS_PROFILE": "nightly"} if mode == "nightly" else {}
        tests(*long, "--durations=15", name="tests on SQLite", DOORSTEP_VAR=var, **profile)
        if "postgresql" in missing:
            return
        with postgresql() as url:
            here = {"DATABASE_URL": url, "DOORSTEP_VAR": var, **profile}
            tests("--databases-only", *long, "--durations=15", name="tests on PostgreSQL", **here)


if __name__ == "__main__":
    main(sys.argv[1])
