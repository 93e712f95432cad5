"""`doorstep token`: as an administrator types it."""

import json

import pytest
from machines import Machine
from typer.testing import CliRunner

from doorstep.cli.main import app

pytestmark = pytest.mark.django_db


def doorstep(*arguments, code=0):
    result = CliRunner().invoke(app, ["token", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


class TestToken:
    def test_is_issued_listed_without_its_secret_and_revoked(self, small_city):
        post = small_city.clerk()
        scopes = ("--scope", "catalogue.see", "--scope", "case.see")
        issued = json.loads(doorstep("issue", post.post_id, *scopes, "--until", "2018-06-30", "--json").stdout)
        assert Machine(secret=issued["token"]).get("/token").json()["scopes"] == ["case.see", "catalogue.see"]

        listed = doorstep("list", "--json").stdout
        assert issued["token"] not in listed
        assert [(row["prefix"], row["state"]) for row in json.loads(listed)] == [(issued["prefix"], "live")]

        doorstep("revoke", issued["id"], "--reason", "lost", "--json")
        assert Machine(secret=issued["token"]).get("/token").status_code == 401
        assert json.loads(doorstep("list", "--json").stdout)[0]["state"] == "revoked"

    def test_wider_than_its_post_is_refused_in_words(self, small_city):
        post = small_city.clerk()
        result = doorstep("issue", post.post_id, "--scope", "case.decide", "--until", "2018-06-30", code=2)

        assert "case.decide" in result.stderr and "[staff.scopes-too-wide]" in result.stderr
