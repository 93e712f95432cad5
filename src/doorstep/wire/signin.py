"""Sign-in: accounts are given by an administrator, never taken."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):
    """Nobody registers an account of their own: a post is given by the office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
