"""An assessment as JSON values: money as yuan text, dates as ISO text, unknown as null."""

from doorstep.rulebook.engines.answers import Answer, Finding, Part
from doorstep.rulebook.engines.counter import Assessment
from doorstep.rulebook.language.types import MONEY
from doorstep.rulebook.packs.model import Pack
from doorstep.rulebook.values import decode
from doorstep.rulebook.wording import current, place

Json = dict[str, object]


def assessment_json(assessment: Assessment, pack: Pack) -> Json:
    """Everything the counter found, with what is needed to find it again: pack, digest, day, area."""
    best = assessment.combination
    return {
        "pack": assessment.pack,
        "digest": assessment.digest,
        "on": assessment.day.isoformat(),
        "territory": assessment.territory,
        "answers": [answer_json(a, pack, assessment) for a in assessment.answers],
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
                    "total_instead": decode(MONEY, x.total_instead),
                }
                for x in best.left_out
            ],
            "capped": [{"cap": cap, "by": decode(MONEY, fen)} for cap, fen in best.capped],
            "amount_unknown": list(best.unknown),
        },
    }


def answer_json(answer: Answer, pack: Pack, assessment: Assessment) -> Json:
    """One answer with its findings."""
    name = current(answer.programme.names, assessment.day)
    return {
        "programme": answer.programme.code,
        "name": name.text if name else None,
        "member": answer.member,
        "for": list(answer.subjects),
        "answer": answer.answer,
        "amount": decode(MONEY, answer.amount) if answer.verdict else None,
        "period": answer.period,
        "confidence": answer.confidence,
        "excluded_by": list(answer.excluded_by),
        "item": answer.programme.item,
        "conditions": [_finding(f, pack) for f in answer.findings],
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


def _part(part: Part) -> Json:
    result: Json = {"text": part.text, "holds": part.holds}
    if part.type is not None:
        result["op"] = part.op
        result["figure"] = decode(part.type, part.figure)
        result["threshold"] = decode(part.type, part.threshold)
        result["distance"] = decode(part.type, part.distance)
    if part.change is not None:
        value = part.change.value if part.type is None else decode(part.type, part.change.value)
        result["change"] = {"how": part.change.how, "value": value}
    return result


def _question(fact: str, member: str | None, pack: Pack) -> Json:
    known = pack.facts[fact]
    attest = [{"code": a, "label": pack.attesters[a]} for a in known.attested_by]
    return {"fact": fact, "member": member, "label": known.label, "attested_by": attest, "cost": known.cost}
