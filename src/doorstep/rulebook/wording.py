"""Short words of the rulebook in Chinese and English: for `policy show`, `policy diff` and `explain`.

Sentences about conditions and programmes come from the pack; here are only the words between them.
"""

from doorstep.rulebook.language.types import MONEY, Kind, Type
from doorstep.rulebook.packs.model import Clause, Law, Named, Pack, Text
from doorstep.rulebook.values import decode

WORDS: dict[str, Text] = {
    "entitled": {"zh-hans": "符合", "en": "entitled"},
    "entitled_amount_unknown": {"zh-hans": "符合,数额待定", "en": "entitled, amount unknown"},
    "not_entitled": {"zh-hans": "不符合", "en": "not entitled"},
    "unknown": {"zh-hans": "可能符合,有情况要问", "en": "unknown: there is something to ask"},
    "received": {"zh-hans": "已享受", "en": "already received"},
    "excluded": {"zh-hans": "与其他待遇互斥", "en": "excluded by another"},
    "month": {"zh-hans": "每月", "en": "a month"},
    "quarter": {"zh-hans": "每季度", "en": "a quarter"},
    "year": {"zh-hans": "每年", "en": "a year"},
    "once": {"zh-hans": "一次", "en": "once"},
    "verified": {"zh-hans": "已核实", "en": "verified"},
    "sure": {"zh-hans": "可靠", "en": "sure"},
    "approximate": {"zh-hans": "示例参数,未核实", "en": "approximate, not verified"},
    "invented": {"zh-hans": "演示用数", "en": "invented for the demonstration"},
    "person": {"zh-hans": "个人", "en": "a person"},
    "family": {"zh-hans": "家庭", "en": "a family"},
    "assessment": {"zh-hans": "一起认定的人(单独认定的除外)", "en": "the people judged together, or one judged alone"},
    "unverified": {"zh-hans": "依据未核实", "en": "source not verified"},
    "in_force": {"zh-hans": "施行", "en": "in force"},
    "decided_by": {"zh-hans": "决定机关", "en": "decided by"},
    "for": {"zh-hans": "对象", "en": "for"},
    "item": {"zh-hans": "办理事项", "en": "service item"},
    "source": {"zh-hans": "依据", "en": "source"},
    "conditions": {"zh-hans": "条件", "en": "conditions"},
    "formula": {"zh-hans": "公式", "en": "formula"},
    "amount": {"zh-hans": "数额", "en": "amount"},
    "parameters": {"zh-hans": "当日参数", "en": "parameters of the day"},
    "excludes": {"zh-hans": "不与以下同享", "en": "not together with"},
    "ranks_before": {"zh-hans": "先于", "en": "ranks before"},
    "unlocks": {"zh-hans": "可进一步申请", "en": "opens the way to"},
    "ask": {"zh-hans": "要问", "en": "ask"},
    "figure": {"zh-hans": "家庭数", "en": "figure"},
    "threshold": {"zh-hans": "界限", "en": "threshold"},
    "distance": {"zh-hans": "相差", "en": "distance"},
    "at_most": {"zh-hans": "不超过", "en": "at most"},
    "at_least": {"zh-hans": "不少于", "en": "at least"},
    "equal": {"zh-hans": "等于", "en": "equal to"},
    "other_than": {"zh-hans": "不等于", "en": "other than"},
    "true": {"zh-hans": "须成立", "en": "would have to hold"},
    "would_change": {"zh-hans": "怎样才符合", "en": "what would change it"},
    "best": {"zh-hans": "最有利的合法组合(十二个月)", "en": "best lawful combination (twelve months)"},
    "left_out": {"zh-hans": "未选", "en": "left out"},
    "instead": {"zh-hans": "若选它,合计", "en": "with it, the total would be"},
    "unlawful": {"zh-hans": "按先后次序不能选", "en": "the order does not allow it"},
    "yes": {"zh-hans": "是", "en": "yes"},
    "no": {"zh-hans": "否", "en": "no"},
    "appeared": {"zh-hans": "新增", "en": "new"},
    "ended": {"zh-hans": "终止", "en": "ended"},
    "changed": {"zh-hans": "变化", "en": "changed"},
    "nothing_changed": {"zh-hans": "没有变化", "en": "nothing changed"},
}


def word(key: str, lang: str) -> str:
    """A word; a key without one stands for itself."""
    return WORDS.get(key, {}).get(lang, key)


def yuan(fen: int | None, lang: str) -> str:
    """An amount with its unit; unknown as a question mark."""
    text = "?" if fen is None else str(decode(MONEY, fen))
    return f"{text}元" if lang.startswith("zh") else f"{text} yuan"


def shown(kind: Type, value: int | None, lang: str) -> str:
    """A value as people write it."""
    if kind.kind is Kind.MONEY:
        cut = None if value is None else int(value) // 10_000**kind.scale
        return yuan(cut, lang)
    if kind.kind is Kind.BOOL and value is not None:
        return word("yes" if value else "no", lang)
    return "?" if value is None else str(decode(kind, value))


def place(clause: Clause, pack: Pack, lang: str) -> str:
    """Where a clause stands: 《社会救助暂行办法》第九条 …, in figures; or that it is not verified."""
    if clause.law is None:
        note = (clause.note or {}).get(lang, "")
        return f"{word('unverified', lang)}: {note}"
    law: Law = pack.laws[clause.law]
    if lang.startswith("zh"):
        parts = [f"《{law.title}》第{clause.article}条"]
        parts += [f"第{clause.paragraph}款"] if clause.paragraph else []
        parts += [f"第{clause.item}项"] if clause.item else []
        return "".join(parts)
    parts = [f"{law.english or law.title}, art. {clause.article}"]
    parts += [f"para. {clause.paragraph}"] if clause.paragraph else []
    parts += [f"item {clause.item}"] if clause.item else []
    return " ".join(parts)


def current(named: tuple[Named, ...], day: object) -> Named | None:
    """The name or body of the day."""
    return next((x for x in named if day in x.span), None)
