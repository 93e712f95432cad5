"""Where the name of an office may be parted over lines: between its words, never within one."""

import re
from functools import cache, lru_cache
from itertools import pairwise

from doorstep.wire.languages import traditional

#: A line may end behind these words, and before those. Of a place its kind ends the word: 长宁区, 真如镇; not 乡镇, 城乡.
_BEHIND = "街道 社区 事务 受理 保障 管理 健康 建设 生育 居民 经济状况 公积金 残疾人 退役军人 人民 资源 物资 公安 市 区 县 镇 乡"
_BEFORE = "和 委员会 联合会"
_SHORTEST = 2


def parts_of(name: str) -> list[str]:
    """The name in pieces of two characters or more, each of which stays on one line while the line is long enough."""
    return list(_parts(name))


@lru_cache(maxsize=2_000)
def _parts(name: str) -> tuple[str, ...]:
    cuts = [0, *(place.end() for place in _seams().finditer(name) if place.end() < len(name)), len(name)]
    parts: list[str] = []
    for start, end in pairwise(sorted(set(cuts))):
        if parts and (len(parts[-1]) < _SHORTEST or end - start < _SHORTEST):
            parts[-1] += name[start:end]
        else:
            parts.append(name[start:end])
    return tuple(parts)


@cache
def _seams() -> re.Pattern[str]:
    behind, before = ({*words.split(), *traditional(words).split()} for words in (_BEHIND, _BEFORE))
    after = "|".join(f"(?<={word})" for word in sorted(behind))
    return re.compile(f"(?:{after}|(?={'|'.join(sorted(before))}))(?!{'|'.join(('镇', '鎮', '街道'))})")
