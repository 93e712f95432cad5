"""The manual of the language cannot be wrong: it is made from the tables of the parser, and the committed file is fresh."""

from pathlib import Path

from doorstep.rulebook.language.reference import language_reference
from doorstep.rulebook.language.vocabulary import FUNCTIONS

COMMITTED = Path(__file__).resolve().parents[3] / "docs" / "policy-language.md"


class TestLanguageReference:
    def test_is_what_the_repository_holds(self):
        assert COMMITTED.read_text(encoding="utf-8") == language_reference()

    def test_tells_of_every_function(self):
        assert all(f.signature in language_reference() for f in FUNCTIONS.values())
