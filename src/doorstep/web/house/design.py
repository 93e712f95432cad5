"""The living page of the design: each piece of the screens with its states, made by the code that the desks use."""

from datetime import time

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doorstep.kernel.money import Money
from doorstep.web.words import CLOCKS, STAGES, TASKS
from doorstep.wire.doors import open_to_all
from doorstep.wire.http import Request
from doorstep.wire.refusals import Speech

from . import samples

#: How a template asks for each piece.
USES = {
    "person": "{% person card street %}",
    "unmask": '{% unmask card action reason refusal %}\n{% include "pieces/unmasked.html" with value=value %}',
    "clock": "{% clock reading closes %}",
    "state": '{% state case.stage %}  {% state reading.state "clock" %}  {% state task.state "task" %}',
    "story": '{% include "pieces/story.html" with lines=lines %}',
    "act": '<button class="act">…</button>  <a class="act second">…</a>  <button class="act second small">…</button>',
    "note": '<div class="note warn" role="status" tabindex="-1" autofocus>…</div>',
    "form": '<div class="field wrong">\n  <label for="id">…</label>\n  <span class="hint" id="id-hint">…</span>\n'
    '  <span class="why" id="id-why">…</span>\n  <input id="id" aria-invalid="true" aria-describedby="id-hint id-why">\n</div>',
    "day": '{% include "pieces/day.html" with id=id name=name value=value wrong=wrong described=ids %}   '
    "(wire.typed.typed_day; casework_desk.fields.day)",
    "attach": '{% include "pieces/attach.html" with attach=attached what=name %}\n'
    '{% include "pieces/attached.html" with attach=attached %}\n'
    "{% attach_words %}   (doorstep.web.uploads; once on a page, with house/attach.js before kept.js)",
    "file": '{% include "pieces/file.html" with id=id name=name accepted=accepted wrong=wrong described=ids %}   '
    "(casework_desk.fields.Chooser)",
    "keys": '{% key_sheet "case" %}   (doorstep.web.keys)',
    "errors": '{% include "pieces/errors.html" with errors=errors %}\n'
    '{% include "pieces/errors.html" with says=refusal.says remedy=refusal.remedy errors=form|wrong_lines %}',
    "table": '{% include "pieces/table.html" %}   (doorstep.web.table.Table)',
    "empty": '{% include "pieces/empty.html" with says=says next=next %}',
    "figure": "{{ amount|yuan }} {% unverified why %}",
    "long": '{% include "pieces/progress.html" with id=id what=what done=done of=of says=says %}',
    "switch": '{% include "pieces/language.html" %}\n{% include "pieces/display.html" %}\n{% include "pieces/search.html" %}',
    "pairs": '<dl class="pairs"><dt>…</dt><dd>…</dd></dl>',
    "data": '<span class="name" lang="zh" translate="no">…</span>',
}


@require_GET
@open_to_all
def design(request: Request) -> HttpResponse:
    """The living page of the design."""
    shown = {
        "uses": USES,
        "grounds": samples.GROUNDS,
        "inks": samples.INKS,
        "sizes": samples.SIZES,
        "clocks": samples.clocks(),
        "closes": time(16, 30),
        "people": samples.people(),
        "card": samples.card(),
        "told": Speech(code="", says=str(samples.TOO_SHORT), remedy=str(samples.WRITE_MORE), status=422),
        "lists": {"stage": STAGES, "clock": CLOCKS, "task": TASKS},
        "lines": samples.story(),
        "errors": samples.errors(),
        "attached": samples.attached(),
        "table": samples.table(request.GET.get("sort", "")),
        "no_rows": samples.no_rows(),
        "amounts": [Money(fen=0), Money(fen=97_000), Money(fen=123_456_789)],
    }
    return render(request, "house/design.html", shown)
