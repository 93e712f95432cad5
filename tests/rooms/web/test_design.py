"""The living page of the design shows every piece that the templates have."""

from pathlib import Path

import pytest

from doorstep import web

pytestmark = pytest.mark.django_db

PIECES = Path(web.__file__).parent / "templates" / "pieces"


def test_every_piece_of_the_templates_is_drawn_on_the_page_of_the_design(client):
    answer = client.get("/design/")

    drawn = {template.name for template in answer.templates}
    pieces = {f"pieces/{path.name}" for path in PIECES.glob("*.html")}
    assert answer.status_code == 200 and len(pieces) > 20
    assert pieces - drawn == {"pieces/attach_words.html"}, "words for a script, which this page does not run"
