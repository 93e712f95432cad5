"""Settings: secure unless the process says that it is the demonstration or a test."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connection

KEYS = {
    "DOORSTEP_SECRET_KEY": "k9#" * 20 + "unguessable-and-long-enough",
    "DOORSTEP_MASTER_KEY": "ab" * 32,
    "DOORSTEP_HOSTS": "doorstep.example",
}


def django(*arguments, drop="", **env):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOORSTEP_", "DATABASE_URL", "DJANGO_"))}
    clean |= {k: v for k, v in (KEYS | env).items() if k != drop}
    command = [sys.executable, "-m", "django", *arguments, "--settings", "doorstep.config.settings"]
    return subprocess.run(command, env=clean | {"PYTHONPATH": "src"}, capture_output=True, text=True)


class TestProduction:
    @pytest.mark.parametrize("name", KEYS)
    def test_does_not_start_without(self, name, tmp_path):
        result = django("check", drop=name, DOORSTEP_VAR=str(tmp_path))

        assert result.returncode != 0 and name in result.stderr

    def test_has_nothing_to_warn_of_before_it_is_deployed(self, tmp_path):
        result = django("check", "--deploy", "--fail-level", "WARNING", DOORSTEP_VAR=str(tmp_path))

        assert result.returncode == 0, result.stderr

    def test_refuses_a_mode_that_it_does_not_know(self, tmp_path):
        result = django("check", DOORSTEP_MODE="debug", DOORSTEP_VAR=str(tmp_path))

        assert "write production, demo or test" in result.stderr

    def test_refuses_a_master_key_of_the_wrong_length(self, tmp_path):
        result = django("check", DOORSTEP_MASTER_KEY="abcd", DOORSTEP_VAR=str(tmp_path))

        assert "64 hexadecimal digits" in result.stderr


@pytest.mark.django_db(transaction=True)
class TestDatabase:
    def test_is_refused_when_it_was_not_created_with_utf8(self, tmp_path):
        if connection.vendor != "postgresql":
            assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
            return
        url = os.environ["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS latin")
            server.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
            latin = url.rsplit("/", 1)[0] + "/latin"
            result = django("migrate", "ledger", DATABASE_URL=latin, DOORSTEP_VAR=str(tmp_path))
            server.execute("DROP DATABASE latin WITH (FORCE)")

        assert result.returncode != 0 and "encoded in LATIN1" in result.stderr
