"""Anticipated errors: a stable code and safe parameters, never a sentence."""

import re
from typing import Any, ClassVar

_CODE = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9]+(-[a-z0-9]+)*)+")
_REGISTRY: dict[str, type["Refusal"]] = {}


class Refusal(Exception):
    """What the product says no to on purpose. The words in each language live with the manners of HTTP.

    A subclass names its `code` ("room.what-is-wrong"); the class joins the registry when it is created. Parameters
    hold keys, dates, enum values and counts only: they reach logs, so names and numbers of persons stay out.
    """

    code: ClassVar[str] = "refusal"

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params: dict[str, object] = params

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _register(cls)

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{key}={value!r}" for key, value in self.params.items())])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self.params.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception's own recipe replays positional arguments, and we have none.
        return _restore, (type(self), self.params)

    @staticmethod
    def all_codes() -> frozenset[str]:
        """The codes of every subclass that has been imported."""
        return frozenset(_REGISTRY)


def known_refusals() -> dict[str, type[Refusal]]:
    """Every imported subclass by its code, in the order of the codes. A copy: changing it changes nothing."""
    return dict(sorted(_REGISTRY.items()))


def _register(cls: type[Refusal]) -> None:
    code = cls.__dict__.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise TypeError(f"{cls.__qualname__} needs a code of its own, like 'room.what-is-wrong'; it has {code!r}")
    holder = _REGISTRY.get(code)
    # The same class may come twice when its module is loaded again; two classes may not share a code.
    if holder is not None and (holder.__module__, holder.__qualname__) != (cls.__module__, cls.__qualname__):
        raise TypeError(f"{cls.__qualname__} and {holder.__module__}.{holder.__qualname__} share the code {code!r}")
    _REGISTRY[code] = cls


def _restore(cls: type[Refusal], params: dict[str, object]) -> Refusal:
    return cls(**params)
