"""Django's test client in the hands of somebody at a desk."""

from html import unescape

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.html import strip_tags


def browser_of(by):
    """A browser in which a post is signed in."""
    client = Client()
    client.force_login(get_user_model().objects.get(id=by.account_id), "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["post"] = by.post_id
    session.save()
    return client


def words_in(answer):
    """What an answer says, without its markup."""
    return unescape(strip_tags(answer.content.decode()))
