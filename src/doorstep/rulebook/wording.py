"""Short words of the rulebook in Chinese and English: for `policy show`, `policy diff` and `explain`.

Sentences about conditions and programmes come from the pack; here are only the words between them.
"""

from doorstep.rulebook.language.types import MONEY, Kind, Type
from doorstep.rulebook.packs.model import Clause, Law, Named, Pack, Text
from doorstep.rulebook.values import decode

WORDS: dict[str, Text] = {
    "entitled": {"zh-hans": "符合", "en": "entitled"},
    "entitled_amount_unknown": {"zh-hans": "符合，数额待定", "en": "entitled, amount unknown"},
    "not_entitled": {"zh-hans": "不符合", "en": "not entitled"},
    "unknown": {"zh-hans": "可能符合，有情况要问", "en": "unknown: there is something to ask"},
    "received": {"zh-hans": "已享受", "en": "already received"},
    "to_review": {
        "zh-hans": "现在正享受，按已知情况不再符合，须复核",
        "en": "received now, and by what is known no longer met: to be reviewed",
    },
    "pays_nothing": {"zh-hans": "认定本身没有数额", "en": "a recognition that pays nothing itself"},
    "excluded": {"zh-hans": "与其他待遇互斥", "en": "excluded by another"},
    "month": {"zh-hans": "每月", "en": "a month"},
    "quarter": {"zh-hans": "每季度", "en": "a quarter"},
    "year": {"zh-hans": "每年", "en": "a year"},
    "once": {"zh-hans": "一次", "en": "once"},
    "verified": {"zh-hans": "已核实", "en": "verified"},
    "sure": {"zh-hans": "可靠", "en": "sure"},
    "approximate": {"zh-hans": "示例参数，未核实", "en": "approximate, not verified"},
    "invented": {"zh-hans": "演示用数", "en": "invented for the demonstration"},
    "person": {"zh-hans": "个人", "en": "a person"},
    "family": {"zh-hans": "家庭", "en": "a family"},
    "assessment": {
        "zh-hans": "一起认定的人（单独认定的除外）",
        "en": "the people judged together, or one judged alone",
    },
    "unverified": {"zh-hans": "依据未核实", "en": "source not verified"},
    "in_force": {"zh-hans": "施行", "en": "in force"},
    "not_in_force": {"zh-hans": "本日不施行；施行期", "en": "not in force on this day; in force"},
    "recognition": {"zh-hans": "只作认定，本身不发钱物", "en": "a recognition, which pays nothing itself"},
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
    "requires": {"zh-hans": "须同时享受其中一项", "en": "only beside one of"},
    "rests_on": {"zh-hans": "须同时享受：", "en": "only beside "},
    "hangs": {"zh-hans": "尚未确定", "en": "still open"},
    "hangs_on": {"zh-hans": "要先问清是否享受或者符合：", "en": "first find out who receives, or could receive, "},
    "ask": {"zh-hans": "要问", "en": "ask"},
    "ask_cheapest": {"zh-hans": "要问的情况（先易后难）", "en": "what to ask, the easiest first"},
    "attested_by": {"zh-hans": "可证明的：", "en": "attested by "},
    "cost_1": {"zh-hans": "窗口当场可问", "en": "a question at the window"},
    "cost_2": {"zh-hans": "看一份材料", "en": "a paper to look at"},
    "cost_3": {"zh-hans": "查一次登记", "en": "a register to look up"},
    "cost_4": {"zh-hans": "须经其他部门核对", "en": "a check by another office"},
    "cost_5": {"zh-hans": "须经评估鉴定", "en": "an assessment"},
    "result": {"zh-hans": "认定结果", "en": "result"},
    "rules": {"zh-hans": "规则版本", "en": "rules"},
    "each": {"zh-hans": "逐项说明", "en": "one by one"},
    "nothing": {"zh-hans": "没有可以选的", "en": "there is nothing to take"},
    "amount_unknown": {"zh-hans": "数额待定", "en": "amount unknown"},
    "capped": {"zh-hans": "合计限额", "en": "limit of all together"},
    "against": {"zh-hans": "不能同时享受：", "en": "not together with "},
    "holds": {"zh-hans": "成立", "en": "holds"},
    "fails": {"zh-hans": "不成立", "en": "does not hold"},
    "open": {"zh-hans": "未知", "en": "unknown"},
    "<": {"zh-hans": "须低于", "en": "has to be below"},
    "<=": {"zh-hans": "不得超过", "en": "must not exceed"},
    ">": {"zh-hans": "须高于", "en": "has to be above"},
    ">=": {"zh-hans": "须达到", "en": "has to reach"},
    "==": {"zh-hans": "须等于", "en": "has to equal"},
    "!=": {"zh-hans": "不得等于", "en": "must not equal"},
    "lower": {"zh-hans": "低", "en": "lower by"},
    "higher": {"zh-hans": "高", "en": "higher by"},
    "on_the_line": {"zh-hans": "恰好相等", "en": "exactly equal"},
    "now": {"zh-hans": "现为", "en": "now"},
    "all_of": {"zh-hans": "须同时做到", "en": "all of these"},
    "one_of": {"zh-hans": "做到其中一项即可", "en": "one of these"},
    "never": {"zh-hans": "当日规则下不可能", "en": "not possible under the rules of the day"},
    "first_ask": {"zh-hans": "先问清", "en": "first find out"},
    "at_most": {"zh-hans": "不超过", "en": "at most"},
    "at_least": {"zh-hans": "不少于", "en": "at least"},
    "equal": {"zh-hans": "等于", "en": "equal to"},
    "other_than": {"zh-hans": "不等于", "en": "other than"},
    "would_change": {"zh-hans": "怎样才符合", "en": "what would change it"},
    "best": {"zh-hans": "最有利的合法组合（十二个月）", "en": "best lawful combination (twelve months)"},
    "left_out": {"zh-hans": "未选", "en": "left out"},
    "instead": {"zh-hans": "若选它，合计", "en": "with it, the total would be"},
    "incomparable": {
        "zh-hans": "两者无法只按金额比较，另有数额未知的",
        "en": "by money alone the two cannot be compared, for it brings besides, at an amount unknown",
    },
    "unlawful": {"zh-hans": "按先后次序不能选", "en": "the order does not allow it"},
    "yes": {"zh-hans": "是", "en": "yes"},
    "no": {"zh-hans": "否", "en": "no"},
    "and_above": {"zh-hans": "起", "en": " or more"},
    "kind_programme": {"zh-hans": "事项", "en": "programme"},
    "kind_parameter": {"zh-hans": "参数", "en": "parameter"},
    "kind_definition": {"zh-hans": "公式", "en": "formula"},
    "kind_condition": {"zh-hans": "条件", "en": "condition"},
    "kind_amount": {"zh-hans": "数额", "en": "amount"},
    "kind_name": {"zh-hans": "名称", "en": "name"},
    "kind_body": {"zh-hans": "决定机关", "en": "deciding body"},
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
    return shown(MONEY, fen, lang)


def shown(kind: Type, value: int | None, lang: str, *, up: bool = False) -> str:
    """A value as people write it; `up`: of a scaled sum the next whole fen, for what has to be reached."""
    if kind.kind is Kind.MONEY:
        text = "?" if value is None else str(decode(kind, value, up=up))
        return f"{text}元" if lang.startswith("zh") else f"{text} yuan"
    if kind.kind is Kind.BOOL and value is not None:
        return word("yes" if value else "no", lang)
    return "?" if value is None else str(decode(kind, value))


def payment(period: str, amount: str, lang: str, *, at_most: bool) -> str:
    """How often, and how much or at most how much."""
    if lang.startswith("zh"):
        return f"{word(period, lang)}：{word('at_most', lang) if at_most else ''}{amount}"
    return f"{word(period, lang)}: {word('at_most', lang) + ' ' if at_most else ''}{amount}"


def place(clause: Clause, pack: Pack, lang: str) -> str:
    """Where a clause stands: 《社会救助暂行办法》第九条 …, in figures; or that it is not verified."""
    if clause.law is None:
        note = (clause.note or {}).get(lang, "")
        return f"{word('unverified', lang)}{'：' if lang.startswith('zh') else ': '}{note}"
    law: Law = pack.laws[clause.law]
    if lang.startswith("zh"):
        inner = law.title.replace("《", "〈").replace("》", "〉")
        parts = [f"《{inner}》{_wording(law, pack)}第{clause.article}条"]
        parts += [f"第{clause.paragraph}款"] if clause.paragraph else []
        parts += [f"第{clause.item}项"] if clause.item else []
        return "".join(parts)
    parts = [f"{law.english or law.title}, art. {clause.article}"]
    parts += [f"para. {clause.paragraph}"] if clause.paragraph else []
    parts += [f"item {clause.item}"] if clause.item else []
    return " ".join(parts)


def _wording(law: Law, pack: Pack) -> str:
    """（2024修正）, where the register holds two wordings under one title: the short name bears it."""
    twice = sum(other.title == law.title for other in pack.laws.values()) > 1
    opens = law.short.find("（")
    return law.short[opens:] if twice and opens > 0 else ""


def current(named: tuple[Named, ...], day: object) -> Named | None:
    """The name or body of the day."""
    return next((x for x in named if day in x.span), None)
