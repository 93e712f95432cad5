"""Plain inputs written without a template say what Django's templates say."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from doorstep.web.inputs import PLAIN, PlainInputs

ATTRIBUTES = {
    "id": "id_a",
    "required": True,
    "disabled": False,
    "maxlength": 300,
    "title": "<\"&'>",
    "list": mark_safe("a&amp;b"),
}
VALUES = (None, "", 0, 12_345, "甲 & 乙 <b>\"'", mark_safe("&lt;"), gettext_lazy("Yes"), True, False)
WIDGETS = (
    forms.TextInput,
    forms.HiddenInput,
    forms.NumberInput,
    forms.CheckboxInput,
    forms.DateInput,
    forms.EmailInput,
)


class TestPlainInputs:
    @pytest.mark.parametrize("widget", WIDGETS)
    @pytest.mark.parametrize("value", VALUES)
    def test_are_the_same_to_the_byte(self, widget, value):
        ours, theirs = (
            widget(attrs=ATTRIBUTES).render("field<1>", value, {"lang": "zh"}, renderer=one())
            for one in (PlainInputs, DjangoTemplates)
        )

        assert ours == theirs and ours.startswith("<input type=")

    def test_are_what_the_forms_of_the_house_are_made_of(self, settings):
        assert settings.FORM_RENDERER.endswith(PlainInputs.__name__)
        assert {
            forms.TextInput.template_name,
            forms.HiddenInput.template_name,
            forms.CheckboxInput.template_name,
        } <= PLAIN
