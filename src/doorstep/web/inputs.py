"""Plain inputs of forms, written without a template: a notice of defects has seventy of them, and Django's template of an
input with its attributes is most of what such a page costs. What is written is the same to the byte."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape as escaped

WIDGETS = "django/forms/widgets"
PLAIN = frozenset(f"{WIDGETS}/{kind}.html" for kind in ("input", "text", "hidden", "number", "checkbox", "date"))


class PlainInputs(DjangoTemplates):
    """Django's own renderer, but for plain inputs."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """A widget as HTML."""
        if template_name in PLAIN:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> str:
    told = [("type", widget["type"]), ("name", widget["name"])]
    if widget["value"] is not None:
        told.append(("value", widget["value"]))
    attributes = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return f"<input{''.join(_pair(*one) for one in told)}{''.join(_attribute(*one) for one in attributes)}>"


def _pair(name: str, value: Any) -> str:
    return f' {escaped(name)}="{escaped(value)}"'


def _attribute(name: str, value: Any) -> str:
    return f" {escaped(name)}" if value is True else _pair(name, value)
