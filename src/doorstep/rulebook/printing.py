"""Lines of Markdown from what `showing` found, in a language that is written by hand (zh-hans, en)."""

from collections.abc import Mapping

from doorstep.rulebook.packs.model import Relations
from doorstep.rulebook.showing import Difference, Json
from doorstep.rulebook.wording import payment, word


def programme_lines(data: Json, lang: str) -> list[str]:
    """A programme on a day, as `show` found it."""
    colon = _colon(lang)
    lines = [f"# {_text(data['name'], lang)} ({data['code']}) · {data['on']}", ""]
    span = f"{data['from']} – {data['to'] or ''}".rstrip()
    pairs = {
        "in_force" if data["in_force"] else "not_in_force": span,
        "decided_by": _text(data["decided_by"], lang),
        "for": word(str(data["unit"]), lang),
        "item": _text(data["item"], lang),
        "source": f"{data['source']}{_round([str(data['confidence'])], lang)}",
    }
    for key in Relations._fields:
        if others := _dicts(data[key]):
            pairs[key] = ("、" if lang.startswith("zh") else ", ").join(_text(o["name"], lang) for o in others)
    lines += [f"- {word(key, lang)}{colon}{value}" for key, value in pairs.items() if value]
    return lines + (_rules(data, lang) if data["in_force"] else [])


def _rules(data: Json, lang: str) -> list[str]:
    colon = _colon(lang)
    lines = ["", f"## {word('conditions', lang)}", ""]
    for number, condition in enumerate(_dicts(data["conditions"]), start=1):
        lines.append(f"{number}. {_text(condition['clerk'], lang)}")
        lines += [f"   - {_text(clause, lang)}" for clause in _list(condition["clauses"])]
        lines.append(f"   - {_text(condition['means'], lang)}{colon}`{condition['test']}`")
    lines += ["", f"## {word('amount', lang)}", "", *_amount(_dicts([data["amount"]])[0], lang)]
    lines += ["", f"## {word('parameters', lang)}", ""] if data["parameters"] else []
    for p in _dicts(data["parameters"]):
        told = [f"{p['from']} –", str(p["source"]), str(p["confidence"])]
        value = f"{_text(p['label'], lang)} `{p['name']}` = {_text(p['value'], lang)}"
        lines.append(f"- {value}{_round(told, lang)}")
    lines += ["", f"## {word('formula', lang)}", ""] if data["definitions"] else []
    for d in _dicts(data["definitions"]):
        if not d["formula"]:
            lines.append(f"- {_text(d['label'], lang)} `{d['name']}`")
            continue
        label, means = _text(d["label"], lang), _text(d["means"], lang)
        lines.append(f"- {label} `{d['name']}`" + f"{colon}{means}" * (means != label))
        lines.append(f"  - `{' '.join(str(d['formula']).split())}`")
        lines += [f"  - {_text(clause, lang)}" for clause in _list(d["clauses"])]
    return lines


def _amount(amount: Json, lang: str) -> list[str]:
    if amount["formula"] == "0":
        return [word("recognition", lang)]
    said = _text(amount["means" if amount["formula"] else "unknown"], lang)
    paid = payment(str(amount["period"]), said, lang, at_most=bool(amount["at_most"]))
    return [paid, "", f"`{' '.join(str(amount['formula']).split())}`"] if amount["formula"] else [paid]


def difference_lines(differences: list[Difference], lang: str) -> list[str]:
    """What changed between two days."""
    if not differences:
        return [word("nothing_changed", lang)]
    return [
        f"{word(d.what, lang)} · {_kind(d, lang)} {d.label} ({d.name}): {d.before or '–'} → {d.after or '–'}"
        for d in differences
    ]


def _kind(difference: Difference, lang: str) -> str:
    kind = difference.kind
    return word(kind if kind in Relations._fields else f"kind_{kind}", lang)


def _round(parts: list[str], lang: str) -> str:
    """Parts in brackets, in the signs of the language."""
    said = [word(part, lang) for part in parts]
    return f"（{'；'.join(said)}）" if lang.startswith("zh") else f" ({'; '.join(said)})"


def _colon(lang: str) -> str:
    return "：" if lang.startswith("zh") else ": "


def _text(value: object, lang: str) -> str:
    return str(value.get(lang, "")) if isinstance(value, Mapping) else str(value or "")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[Json]:
    return [x for x in _list(value) if isinstance(x, dict)]
