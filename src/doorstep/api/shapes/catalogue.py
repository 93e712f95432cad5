"""Items as machines read them. None and empty lists mean 未核实: nobody has read it in a source."""

from datetime import date

from ninja import Schema
from pydantic import Field

from doorstep.catalogue import public as catalogue

from .words import Says


class ItemLine(Schema):
    """An item in a list. `kind`: instant, promised, forwarded_up, joint."""

    code: str = Field(examples=["RS-001"])
    version: int = Field(examples=[1])
    name: Says
    kind: str = Field(examples=["instant"])
    department: str = Field(examples=["RS"])

    @classmethod
    def of(cls, now: catalogue.ItemOnDay) -> "ItemLine":
        """An item as it stands on a day."""
        return cls(
            code=now.item.code,
            version=now.item.version,
            name=says(now.name),
            kind=now.kind.value,
            department=now.owner.value.department,
        )


class ItemPage(Schema):
    """A page of the catalogue of one day; `next` is the cursor of the next one, empty at the end."""

    on: date = Field(examples=["2018-02-13"])
    items: list[ItemLine]
    next: str = Field(examples=[""])


class ItemsFound(Schema):
    """Items that fit a resident's words, best first."""

    on: date = Field(examples=["2018-02-13"])
    items: list[ItemLine]


class LimitTold(Schema):
    """By when there must be an answer."""

    days: int = Field(examples=[20])
    unit: str = Field(examples=["working_days"])
    starts_at: str = Field(examples=["acceptance"])
    clause: str = Field(examples=["未核实"])


class MaterialTold(Schema):
    """What is to be handed in. `source`: self, shared, printed; `when`: only in that situation; `tolerable`: it may follow later."""

    id: str = Field(examples=["id-card"])
    name: Says
    form: str = Field(examples=["original_shown"])
    source: str = Field(examples=["self"])
    mandatory: bool = Field(examples=[True])
    tolerable: bool = Field(examples=[False])
    when: Says | None


class ChoiceTold(Schema):
    """One answer of a field with choices."""

    value: str = Field(examples=["yes"])
    label: Says


class FieldTold(Schema):
    """A field of the form. `type`: text, date, number, choice, money, bool. Money is written in yuan, days as
    2018-02-13, yes or no as such."""

    id: str = Field(examples=["last_job_ended"])
    label: Says
    type: str = Field(examples=["date"])
    required: bool = Field(examples=[True])
    choices: list[ChoiceTold]


class PartTold(Schema):
    """One department's part and the parts that must be done before."""

    id: str = Field(examples=["decide"])
    department: str = Field(examples=["RS"])
    what: Says
    inside: bool = Field(examples=[True])
    after: list[str] = Field(examples=[[]])


class RemedyTold(Schema):
    """What the applicant can do against the answer."""

    says: Says
    terms: str = Field(examples=["未核实"])


class ItemGuide(ItemLine):
    """办事指南: everything that is told of an item on a day."""

    on: date = Field(examples=["2018-02-13"])
    item_type: str = Field(examples=["public_service"])
    complete: bool = Field(examples=[True])
    fee_fen: int = Field(examples=[0])
    agent_allowed: bool = Field(examples=[False])
    presence_required: bool = Field(examples=[True])
    hotline: str = Field(examples=["12333"])
    channels: list[str] = Field(examples=[["window", "online"]])
    decided_by: str = Field(examples=["上海市人力资源和社会保障局"])
    limit: LimitTold | None
    conditions: list[Says]
    materials: list[MaterialTold]
    fields: list[FieldTold]
    parts: list[PartTold]
    remedies: list[RemedyTold]

    @classmethod
    def of_guide(cls, found: catalogue.Guide) -> "ItemGuide":
        """The guide of an item. No query."""
        now, item = found.now, found.now.item
        return cls(
            **ItemLine.of(now).model_dump(),
            on=now.day,
            item_type=item.item_type,
            complete=item.complete,
            fee_fen=item.fee_fen,
            agent_allowed=item.agent_allowed,
            presence_required=item.presence_required,
            hotline=item.hotline,
            channels=list(item.channels),
            decided_by=found.department(now.decider.value.department),
            limit=_limit(found),
            conditions=[says(row.says) for row in now.conditions],
            materials=[_material(row) for row in now.materials],
            fields=[_field(row) for row in now.fields],
            parts=[_part(row) for row in now.tasks],
            remedies=[RemedyTold(says=says(row.says), terms=row.terms) for row in now.remedies],
        )


def says(text: catalogue.Text) -> Says:
    """A text of the catalogue."""
    return Says(zh_hans=text.zh_hans, en=text.en)


def _limit(found: catalogue.Guide) -> LimitTold | None:
    limit = found.now.limit
    if limit is None:
        return None
    told = limit.value
    return LimitTold(days=told.days, unit=told.unit, starts_at=told.starts_at, clause=found.clause(limit.clause))


def _material(row: catalogue.Material) -> MaterialTold:
    return MaterialTold(
        id=row.id,
        name=says(row.name),
        form=row.form,
        source=row.source,
        mandatory=row.mandatory,
        tolerable=row.tolerable,
        when=says(row.when) if row.when else None,
    )


def _field(row: catalogue.FormField) -> FieldTold:
    choices = [ChoiceTold(value=one.value, label=says(one.label)) for one in row.choices]
    return FieldTold(id=row.id, label=says(row.label), type=row.type, required=row.required, choices=choices)


def _part(row: catalogue.TaskSpec) -> PartTold:
    return PartTold(id=row.id, department=row.department, what=says(row.what), inside=row.inside, after=list(row.after))
