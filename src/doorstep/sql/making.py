"""Models made from rows without their constructor: it takes a process longer to run it than to ask for the row."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators
from django.db.models.signals import post_init, pre_init


class Maker:
    """Takes the place of a model where `from_db` is all that is asked of it."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def from_db(self, using: str, names: Sequence[str], row: Sequence[Any]) -> Model:
        """What the model's own `from_db` would make of a row: the values stand as the database gave them; what was not
        asked for is fetched when somebody wants it."""
        made = self.model.__new__(self.model)
        made._state = ModelState()
        made._state.adding, made._state.db = False, using
        made.__dict__.update(zip(names, row, strict=True))
        return made


def maker_of(model: type[Model]) -> Any:
    """Who makes models of this kind: the model itself where its constructor has more to do than to take values."""
    own = model.__init__ is not Model.__init__ or model.from_db.__func__ is not Model.from_db.__func__  # type: ignore[attr-defined]
    listened = pre_init.has_listeners(model) or post_init.has_listeners(model)
    return model if own or listened else Maker(model)


def joined_of(info: Any, select: Any, using: str) -> list[Any]:
    """Who fills in the models that `select_related` joins, made in the same way."""
    populators = get_related_populators(info, select, using)  # type: ignore[call-arg] # not in 5.2
    _quicken(populators)
    return populators


def _quicken(populators: list[Any]) -> None:
    for one in populators:
        one.model_cls = maker_of(one.model_cls)
        _quicken(one.related_populators)
