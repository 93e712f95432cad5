"""An assessment as JSON values: money as yuan text, dates as ISO text, unknown as null."""

from doorstep.rulebook.engines.answers import Answer, Finding, Part
from doorstep.rulebook.engines.changing import Changes, Need
from doorstep.rulebook.engines.counter import Assessment
from doorstep.rulebook.engines.family import Family
from doorstep.rulebook.language.types import MONEY
from doorstep.rulebook.packs.model import LANGUAGES, Pack
from doorstep.rulebook.ruleset import Ruleset
from doorstep.rulebook.saying import Sayer
from doorstep.rulebook.values import decode
from doorstep.rulebook.wording import current, place

Json = dict[str, object]


def assessment_json(assessment: Assessment, ruleset: Ruleset, family: Family) -> Json:
    """Everything the counter found, with what is needed to find it again: pack, digest, day, area."""
    best, pack = assessment.combination, ruleset.pack
    changes = Changes(ruleset, family)
    return {
        "pack": assessment.pack,
        "digest": assessment.digest,
        "on": assessment.day.isoformat(),
        "territory": assessment.territory,
        "answers": [answer_json(a, ruleset, changes) for a in assessment.answers],
        "questions": [_question(q.fact, q.member, pack) for q in assessment.questions],
        "best": {
            "total_of_twelve_months": decode(MONEY, best.total),
            "taken": [{"claim": x.key, "twelve_months": decode(MONEY, x.value)} for x in best.taken],
            "left_out": [
                {
                    "claim": x.option.key,
                    "twelve_months": decode(MONEY, x.option.value),
                    "conflicts": list(x.conflicts),
                    "outranked_by": list(x.outranked_by),
                    "rests_on": list(x.rests_on),
                    "total_instead": decode(MONEY, x.total_instead),
                    "unknown_instead": list(x.unknown_instead),
                }
                for x in best.left_out
            ],
            "capped": [{"cap": cap, "by": decode(MONEY, fen)} for cap, fen in best.capped],
            "amount_unknown": list(best.unknown),
            "open": [{"claim": key, "hangs_on": list(on)} for key, on in best.open],
        },
    }


def answer_json(answer: Answer, ruleset: Ruleset, changes: Changes) -> Json:
    """One answer with its findings, and of what failed what would have to change."""
    pack, code = ruleset.pack, answer.programme.code
    name = current(answer.programme.names, ruleset.day)
    typed = ruleset.programmes[code].conditions
    conditions = []
    for finding, condition in zip(answer.findings, typed, strict=True):
        told = _finding(finding, pack)
        if finding.holds is False:
            need = changes.of(condition, answer.claim.partition("__")[2], answer.member)
            told["would_change"] = None if need is None else _need(need, ruleset)
        conditions.append(told)
    return {
        "programme": code,
        "name": name.text if name else None,
        "member": answer.member,
        "for": list(answer.subjects),
        "answer": answer.answer,
        "amount": decode(MONEY, answer.amount) if answer.verdict else None,
        "at_most": answer.amount_formula.at_most,
        "period": answer.period,
        "confidence": answer.confidence,
        "excluded_by": list(answer.excluded_by),
        "item": answer.programme.item,
        "conditions": conditions,
        "ask": [_question(q.fact, q.member, pack) for q in answer.questions],
    }


def _finding(finding: Finding, pack: Pack) -> Json:
    return {
        "id": finding.condition.id,
        "holds": finding.holds,
        "family": finding.condition.family_text,
        "clerk": finding.condition.clerk_text,
        "clauses": [{lang: place(c, pack, lang) for lang in ("zh-hans", "en")} for c in finding.clauses],
        "needs": finding.joined,
        "parts": [_part(p) for p in finding.parts],
        "rests_on": [
            {"parameter": name, "source": v.source, "confidence": v.confidence} for name, v in finding.rests_on
        ],
    }


def _need(need: Need, ruleset: Ruleset) -> Json:
    result: Json = {"how": need.how}
    if need.node is not None:
        result["what"] = {lang: Sayer(ruleset, lang).say(need.node) for lang in LANGUAGES}
        result["wanted"] = need.wanted
    if need.node is not None and need.value is not None:
        up = need.how == "at_least"
        result |= {"value": decode(need.node.type, need.value, up=up), "now": decode(need.node.type, need.now)}
    if need.parts:
        result["parts"] = [_need(part, ruleset) for part in need.parts]
    return result


def _part(part: Part) -> Json:
    result: Json = {"text": part.text, "holds": part.holds}
    if part.type is not None:
        result["op"] = part.op
        result["figure"] = decode(part.type, part.figure)
        result["threshold"] = decode(part.type, part.threshold)
        result["distance"] = decode(part.type, part.distance)
    if part.change is not None:
        up = part.change.how == "at_least"
        value = part.change.value if part.type is None else decode(part.type, part.change.value, up=up)
        result["change"] = {"how": part.change.how, "value": value}
    return result


def _question(fact: str, member: str | None, pack: Pack) -> Json:
    known = pack.facts[fact]
    attest = [{"code": a, "label": pack.attesters[a]} for a in known.attested_by]
    return {"fact": fact, "member": member, "label": known.label, "attested_by": attest, "cost": known.cost}
