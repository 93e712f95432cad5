"""Forms and papers of the demonstration's cases, filled in as the item's pack asks. Pure."""

from datetime import date, timedelta
from random import Random

from doorstep.cases.public import MaterialGiven, MaterialState
from doorstep.catalogue.public import FormField, ItemOnDay

COMMITTEE = "02190110000"  # whoever has no telephone leaves this one
_TEXTS = {
    "address": "演示里弄 12号 301室",
    "content": "户籍登记情况",
    "hospital": "演示医院",
    "office": "演示区婚姻登记处",
    "other_party": "",
    "present_home": "一室户, 建筑面积28平方米",
    "wanted": "生活困难, 申请临时帮助",
    "province": "浙江省",
    "city": "嘉兴市",
    "employer": "演示商贸有限公司",
    "recipient": "演示学校",
    "skill": "缝纫",
}
_NUMBERS = {"members": "3", "floor_area": "28", "year": "2018", "copies": "1", "homes": "1"}
_MONEY = {"monthly_income": (900, 4200), "savings": (0, 40000), "own_costs": (800, 52000), "rent": (600, 2400)}


def answers(item: ItemOnDay, *, phone: str, local: bool, on: date, rng: Random) -> dict[str, str]:
    """Every required field of the form and some of the others; money in yuan as it is typed."""
    filled = {}
    for field in item.fields:
        if field.required or rng.random() < 0.3:
            filled[field.id] = _answer(field, phone=phone or COMMITTEE, local=local, on=on, rng=rng)
    return {name: text for name, text in filled.items() if text}


def materials(
    item: ItemOnDay, *, without: frozenset[str] = frozenset(), promised: dict[str, date] | None = None
) -> list[MaterialGiven]:
    """Everything mandatory is handed in, but for what is left out or promised for a day."""
    given = []
    for material in item.materials:
        if material.id in (promised or {}):
            given.append(
                MaterialGiven(material.id, MaterialState.TOLERATED, promised_until=(promised or {})[material.id])
            )
        elif material.source == "self" and material.mandatory and material.when is None and material.id not in without:
            given.append(MaterialGiven(material.id, MaterialState.HANDED_IN))
    return given


def may_be_missing(item: ItemOnDay) -> list[str]:
    """The mandatory materials that the applicant has to bring."""
    return [one.id for one in item.materials if one.source == "self" and one.mandatory and one.when is None]


def may_follow(item: ItemOnDay) -> list[str]:
    """Those of them that may follow on a promised day (容缺)."""
    tolerable = {one.id for one in item.materials if one.tolerable}
    return [name for name in may_be_missing(item) if name in tolerable]


def _answer(field: FormField, *, phone: str, local: bool, on: date, rng: Random) -> str:
    match field.type:
        case "choice":
            return rng.choice(field.choices).value
        case "bool":
            return "yes" if (local if field.id == "local_hukou" else rng.random() < 0.3) else "no"
        case "number":
            return _NUMBERS.get(field.id, "1")
        case "money":
            low, high = _MONEY.get(field.id, (0, 9000))
            return str(rng.randrange(low, high))
        case "date":
            return (on - timedelta(days=20 if field.id == "to_day" else rng.randint(30, 200))).isoformat()
    return phone if field.id == "phone" else _TEXTS.get(field.id, "")
