"""The named residents of the demonstration: the same names and numbers whatever the seed, for scenes and for showing.

All invented. Their card numbers lie under the unassigned area 310199 with sequence numbers that the generator of families
never gives out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from doorstep.kernel.identity import IdentityKind, Sex
from doorstep.people.public import AddressKind, AgentKind, NewAddress, NewResident, Relation

from .demo_papers import card_number

BEIXINJING, HONGQIAO, KANGJIAN, DANING = "310105011", "310105009", "310104013", "310106019"
_H, _R, _I, _P = AddressKind.HUKOU, AddressKind.RESIDENCE, AddressKind.INSURED, AddressKind.PROPERTY
_M, _F = Sex.MALE, Sex.FEMALE


@dataclass(frozen=True, slots=True)
class CastMember:
    """A named resident: what a window knows, with whom they live, and what the scenes use them for."""

    person: NewResident
    family: str  # those with the same word live together
    relation: Relation
    says: str

    @property
    def name(self) -> str:
        """The full name."""
        return self.person.name

    @property
    def number(self) -> str:
        """The number of the identity card, or of the paper they have instead."""
        return self.person.identity_number


@dataclass(frozen=True, slots=True)
class CastAuthority:
    """Who of the cast may act for whom."""

    principal: str
    agent: str
    kind: AgentKind
    document: str
    first: date
    last: date | None


def _at(kind: AddressKind, neighbourhood: str, text: str, since: date) -> NewAddress:
    return NewAddress(kind, neighbourhood.partition("-")[0], since, text, neighbourhood if "-" in neighbourhood else "")


def _all_at(
    neighbourhood: str, text: str, since: date, kinds: Sequence[AddressKind] = (_H, _R)
) -> tuple[NewAddress, ...]:
    return tuple(_at(kind, neighbourhood, text, since) for kind in kinds)


def _who(name: str, sequence: int, born: date, phone: str, addresses: tuple[NewAddress, ...]) -> NewResident:
    number = card_number(born=born, sequence=sequence)
    sex = _M if sequence % 2 else _F
    return NewResident(name, IdentityKind.ID_CARD, number, born, sex, "汉族", phone, addresses=addresses)


_MEI = _all_at(f"{BEIXINJING}-02", "梅影里 18号 302室", date(1994, 6, 1))
_PU = _all_at(f"{BEIXINJING}-04", "蒲松园 7号 601室", date(2006, 3, 12))
_QING = _all_at(f"{BEIXINJING}-05", "清涟苑 33号 104室", date(1999, 8, 20))
_YAO = _all_at(f"{HONGQIAO}-08", "姚虹苑 12号 203室", date(1988, 5, 6))
_YUE = _all_at(f"{DANING}-04", "粤秀里 41号 505室", date(1997, 10, 1))
_JIN = (_at(_R, f"{BEIXINJING}-07", "金钟里 5号 401室", date(2017, 6, 1)), _at(_I, BEIXINJING, "", date(2017, 7, 1)))
_JIANHE = _all_at(f"{BEIXINJING}-08", "剑河湾 26号 502室", date(2015, 9, 9))
_HEAD, _SPOUSE, _CHILD = Relation.HEAD, Relation.SPOUSE, Relation.CHILD

CAST: dict[str, CastMember] = {
    "apart": CastMember(
        _who("钟蕙兰", 902, date(1961, 5, 14), "15490000001", (
            _at(_H, f"{KANGJIAN}-03", "桂巷坊 9号 402室", date(1985, 4, 1)),
            _at(_R, f"{BEIXINJING}-01", "新泾八村 88号 301室", date(2012, 9, 1)),
            _at(_I, f"{DANING}-01", "", date(2011, 7, 1)),
            _at(_P, f"{HONGQIAO}-02", "伊犁苑 3号 602室", date(2003, 11, 18)),
        )), "apart", _HEAD,
        "Registered in 康健新村 (徐汇), lives in 北新泾 (长宁): referred until February 2018, served from 1 March. Four "
        "addresses in four streets. Has the resident's account.",
    ),
    "next_street": CastMember(
        _who("邬建明", 901, date(1958, 11, 2), "15490000002", _all_at(f"{HONGQIAO}-01", "虹枫里 15号 501室", date(1990, 2, 1))),
        "next_street", _HEAD, "Registered and living in 虹桥 (长宁): served at 北新泾 by 全区通办.",
    ),
    "turning_65": CastMember(
        _who("岑月华", 904, date(1953, 2, 26), "15490000003", _MEI), "turning_65", _HEAD,
        "Turns 65 on 26 February 2018: the card for the elderly (敬老卡) in March.",
    ),
    "just_65": CastMember(
        _who("竺根发", 905, date(1953, 2, 8), "15490000004", _MEI), "turning_65", _SPOUSE,
        "Turned 65 on 8 February 2018: may apply for the card on the day of the visits.",
    ),
    "migrant": CastMember(
        _who("罗成飞", 907, date(1989, 6, 20), "15490000005", _JIN), "migrant", _HEAD,
        "From another province, lives and works in 北新泾 since June 2017: residence permit (居住证).",
    ),
    "migrant_wife": CastMember(
        _who("覃小霞", 908, date(1991, 3, 3), "15490000006", _JIN), "migrant", _SPOUSE, "Came with him.",
    ),
    "dibao": CastMember(
        _who("闻素珍", 910, date(1967, 8, 9), "15490000007", _PU), "dibao", _HEAD,
        "Registered in 北新泾, out of work, a child at school: minimum living guarantee (低保).",
    ),
    "dibao_child": CastMember(
        _who("赵念远", 911, date(2001, 10, 30), "", _PU), "dibao", _CHILD, "At vocational school.",
    ),
    "housing": CastMember(
        _who("庄志明", 913, date(1979, 3, 21), "15490000008", _QING), "housing", _HEAD,
        "Three in one room in 北新泾: low-rent housing (廉租), three departments at work.",
    ),
    "housing_wife": CastMember(
        _who("滕晓敏", 914, date(1982, 7, 7), "15490000009", _QING), "housing", _SPOUSE, "His wife.",
    ),
    "housing_child": CastMember(
        _who("庄诗涵", 916, date(2009, 5, 5), "", _QING), "housing", _CHILD, "In the third form.",
    ),
    "disability": CastMember(
        _who("茅一帆", 917, date(1994, 9, 12), "15490000010", _JIANHE), "disability", _CHILD,
        "Lost much of his sight: certificate of disability (残疾人证).",
    ),
    "disability_mother": CastMember(
        _who("谭慧琴", 918, date(1966, 12, 1), "15490000011", _JIANHE), "disability", _HEAD, "His mother.",
    ),
    "entrusting": CastMember(
        _who("童关林", 919, date(1935, 4, 18), "02190090088", _YAO), "entrusting", _HEAD,
        "Lives alone in 虹桥, can hardly walk: his niece acts for him.",
    ),
    "agent": CastMember(
        _who("童秋霞", 920, date(1972, 1, 25), "15490000012", _all_at(f"{BEIXINJING}-03", "北渔桥 2号 105室", date(2001, 1, 9))),
        "agent", _HEAD, "The niece, entrusted for the year 2018.",
    ),
    "rare_name": CastMember(
        _who("陆䶮", 922, date(1984, 2, 29), "15490000013", _all_at(f"{BEIXINJING}-06", "泾浦坊 6号 202室", date(2010, 10, 10))),
        "rare_name", _HEAD, "A character that few fonts have; born on 29 February.",
    ),
    "rare_name_far": CastMember(
        _who("季𬎆", 923, date(1977, 8, 17), "15490000014", _all_at(f"{KANGJIAN}-06", "玉兰坊 10号 303室", date(2008, 8, 8))),
        "rare_name_far", _HEAD, "A character outside the basic plane.",
    ),
    "minority": CastMember(
        replace(
            _who("阿依努尔·沙吾提", 924, date(1990, 9, 1), "15490000015", (
                _at(_R, f"{BEIXINJING}-07", "金钟里 21号 604室", date(2016, 8, 1)),
            )), ethnicity="维吾尔族"
        ), "minority", _HEAD,
        "A name in two parts with a dot.",
    ),
    "namesake_1": CastMember(
        _who("王秀英", 926, date(1949, 3, 8), "15490000016", _all_at(f"{BEIXINJING}-03", "北渔桥 11号 201室", date(1980, 1, 1))),
        "namesake_1", _HEAD, "Same name, same birthday, same neighbourhood as the other 王秀英.",
    ),
    "namesake_2": CastMember(
        _who("王秀英", 928, date(1949, 3, 8), "", _all_at(f"{BEIXINJING}-03", "北渔桥 27号 602室", date(1983, 1, 1))),
        "namesake_2", _HEAD, "The other 王秀英.",
    ),
    "alone_old": CastMember(
        _who("毛阿妹", 930, date(1929, 12, 12), "02190130002", _all_at(f"{KANGJIAN}-02", "寿益苑 20号 101室", date(1978, 1, 1))),
        "alone_old", _HEAD, "Eighty-eight, alone; the telephone is that of the committee downstairs.",
    ),
    "mother": CastMember(
        _who("萧惠娟", 932, date(1955, 6, 6), "15490000017", _YUE), "mother", _HEAD,
        "Alone with a grown son who cannot work: every policy at once (大宁路, 静安).",
    ),
    "son": CastMember(_who("萧明远", 933, date(1983, 9, 27), "", _YUE), "mother", _CHILD, "The son."),
    "hong_kong": CastMember(
        NewResident("区咏仪", IdentityKind.HK_MACAO_PERMIT, "H90000001", date(1980, 5, 20), _F, "汉族", "15490000018",
                    "zh-hant", (_at(_R, f"{HONGQIAO}-05", "玛瑙苑 4号 1201室", date(2014, 5, 1)),)),
        "hong_kong", _HEAD, "A permit of Hong Kong instead of a card.",
    ),
    "without_papers": CastMember(
        NewResident("邢水根", IdentityKind.NONE, "街道登记〔2018〕9001", date(1952, 1, 1), _M, "汉族", "",
                    addresses=(_at(_R, f"{DANING}-02", "延峰苑 1号 底楼", date(2017, 11, 1)),)),
        "without_papers", _HEAD, "No papers: the street gave a reference.",
    ),
}  # fmt: skip

AUTHORITIES = (
    CastAuthority(
        "entrusting", "agent", AgentKind.ENTRUSTED, "授权委托书 2018-01-05", date(2018, 1, 5), date(2018, 12, 31)
    ),
)

#: Who signs in as a resident: user name, member of the cast.
RESIDENT_ACCOUNTS = (("resident", "apart"),)
