"""Sign-in: accounts are given by an administrator, never taken."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest


class PrintedPasswordHasher(Argon2PasswordHasher):
    """For the demonstration only, whose password is no secret: the same scheme at the smallest cost."""

    time_cost = 1
    memory_cost = 8192
    parallelism = 1


class NoSignUp(DefaultAccountAdapter):
    """Nobody registers an account of their own: a post is given by the office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Nothing: the bar says who sits there, and a desk's page would take it for what came of an act."""
