"""Lines of Markdown from what `showing` and the counter found, in a language that is written by hand (zh-hans, en)."""

from collections.abc import Mapping

from doorstep.rulebook.engines.answers import Answer, Part, Question
from doorstep.rulebook.engines.counter import Assessment
from doorstep.rulebook.packs.model import Pack
from doorstep.rulebook.showing import Difference, Json
from doorstep.rulebook.wording import current, place, shown, word, yuan


def programme_lines(data: Json, lang: str) -> list[str]:
    """A programme on a day, as `show` found it."""
    lines = [f"# {_text(data['name'], lang)} ({data['code']}) · {data['on']}", ""]
    span = f"{data['from']} – {data['to'] or ''}"
    pairs = {
        "in_force": span if data["in_force"] else f"✗ ({span})",
        "decided_by": _text(data["decided_by"], lang),
        "for": word(str(data["unit"]), lang),
        "item": _text(data["item"], lang),
        "source": f"{data['source']} ({word(str(data['confidence']), lang)})",
    }
    for key in ("excludes", "ranks_before", "unlocks"):
        if codes := _list(data[key]):
            pairs[key] = ", ".join(map(str, codes))
    lines += [f"- {word(key, lang)}: {value}" for key, value in pairs.items()]
    return lines + (_rules(data, lang) if data["in_force"] else [])


def _rules(data: Json, lang: str) -> list[str]:
    lines = ["", f"## {word('conditions', lang)}", ""]
    for number, condition in enumerate(_dicts(data["conditions"]), start=1):
        lines.append(f"{number}. {_text(condition['clerk'], lang)}")
        lines += [f"   - {_text(clause, lang)}" for clause in _list(condition["clauses"])]
        lines.append(f"   - `{condition['test']}`")
    amount = _dicts([data["amount"]])[0]
    formula = f"`{amount['formula']}`" if amount["formula"] else _text(amount["unknown"], lang)
    lines += ["", f"## {word('amount', lang)}", "", f"{word(str(amount['period']), lang)}: {formula}"]
    lines += ["", f"## {word('parameters', lang)}", ""]
    for p in _dicts(data["parameters"]):
        sure = word(str(p["confidence"]), lang)
        lines.append(
            f"- {_text(p['label'], lang)} `{p['name']}` = {_text(p['value'], lang)} ({p['from']} –; {p['source']}; {sure})"
        )
    lines += ["", f"## {word('formula', lang)}", ""]
    for d in _dicts(data["definitions"]):
        formula = f" = `{' '.join(str(d['formula']).split())}`" if d["formula"] else ""
        lines.append(f"- {_text(d['label'], lang)} `{d['name']}`{formula}")
    return lines


def difference_lines(differences: list[Difference], lang: str) -> list[str]:
    """What changed between two days."""
    if not differences:
        return [word("nothing_changed", lang)]
    return [f"{word(d.what, lang)} · {d.kind} {d.name}: {d.before or '–'} → {d.after or '–'}" for d in differences]


def assessment_lines(assessment: Assessment, pack: Pack, lang: str) -> list[str]:
    """A family's answers, the questions, and the best combination with its proof."""
    lines = [f"# {pack.name} · {assessment.day} · {assessment.digest[:12]}", ""]
    for answer in assessment.answers:
        lines += answer_lines(answer, pack, assessment, lang)
    if assessment.questions:
        lines += ["", f"## {word('ask', lang)}", ""]
        lines += [f"- {question_text(q, pack, lang)}" for q in assessment.questions]
    best = assessment.combination
    lines += ["", f"## {word('best', lang)}: {yuan(best.total, lang)}", ""]
    lines += [f"- {x.key}: {yuan(x.value, lang)}" for x in best.taken]
    for left in best.left_out:
        total = left.total_instead
        instead = word("unlawful", lang) if total is None else f"{word('instead', lang)} {yuan(total, lang)}"
        against = ", ".join(left.conflicts or left.outranked_by)
        lines.append(
            f"- {word('left_out', lang)}: {left.option.key} ({yuan(left.option.value, lang)}; ✗ {against}; {instead})"
        )
    return lines


def answer_lines(answer: Answer, pack: Pack, assessment: Assessment, lang: str) -> list[str]:
    """One answer: the word, the amount, every condition with clause, figure, threshold, distance."""
    name = current(answer.programme.names, assessment.day)
    who = f" · {answer.member}" if answer.member is not None else ""
    head = f"## {name.text[lang] if name else answer.programme.code}{who}: {word(answer.answer, lang)}"
    if answer.verdict:
        head += f" · {yuan(answer.amount, lang)} {word(answer.period, lang)} ({word(answer.confidence, lang)})"
    lines = ["", head, ""]
    for finding in answer.findings:
        mark = {True: "✓", False: "✗", None: "?"}[finding.holds if finding.holds is None else bool(finding.holds)]
        places = "; ".join(place(c, pack, lang) for c in finding.clauses)
        lines.append(f"- {mark} {finding.condition.clerk_text[lang]} — {places}")
        lines += [f"  - {_part(p, lang)}" for p in finding.parts]
    if answer.excluded_by:
        lines.append(f"- {word('excluded', lang)}: {', '.join(answer.excluded_by)}")
    lines += [f"- {word('ask', lang)}: {question_text(q, pack, lang)}" for q in answer.questions]
    return lines


def question_text(question: Question, pack: Pack, lang: str) -> str:
    """A fact to ask for, of whom, and who can attest it."""
    fact = pack.facts[question.fact]
    who = "" if question.member is None else f"{question.member}: "
    attest = ", ".join(pack.attesters[a][lang] for a in fact.attested_by)
    return f"{who}{fact.label[lang]} ({attest})"


def _part(part: Part, lang: str) -> str:
    if part.type is None:
        change = f" — {word('would_change', lang)}: {word('true', lang)}" if part.change else ""
        return f"`{part.text}`{change}"
    cells = (("figure", part.figure), ("threshold", part.threshold), ("distance", part.distance))
    text = "; ".join(f"{word(key, lang)} {shown(part.type, value, lang)}" for key, value in cells)
    if part.change is not None:
        text += f" — {word('would_change', lang)}: {word(part.change.how, lang)} {shown(part.type, part.change.value, lang)}"
    return f"`{part.text}`: {text}"


def _text(value: object, lang: str) -> str:
    return str(value.get(lang, "")) if isinstance(value, Mapping) else str(value or "")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[Json]:
    return [x for x in _list(value) if isinstance(x, dict)]
