"""Invented names of the demonstration: surnames as frequent as in the city, given names by sex and generation. Pure."""

from dataclasses import dataclass
from datetime import date
from random import Random

from doorstep.kernel.identity import Sex

#: Share in tenths of a percent, roughly as surnames are spread in the city.
_SURNAMES = {
    "张": 80, "王": 74, "陈": 66, "李": 52, "徐": 38, "朱": 36, "周": 35, "吴": 34, "陆": 31, "沈": 30, "顾": 26, "黄": 24,
    "杨": 24, "刘": 23, "金": 18, "赵": 17, "孙": 17, "胡": 15, "蔡": 14, "潘": 13, "姚": 13, "施": 12, "钱": 12, "俞": 11,
    "蒋": 11, "许": 11, "唐": 11, "何": 10, "高": 10, "林": 10, "郭": 9, "马": 9, "丁": 9, "倪": 9, "严": 9, "方": 8,
    "汪": 8, "曹": 8, "杜": 7, "袁": 7, "戴": 7, "宋": 7, "谢": 7, "夏": 7, "叶": 7, "龚": 7, "邵": 6, "范": 6, "韩": 6,
    "奚": 5, "瞿": 5, "单": 4, "曾": 4, "仇": 3, "解": 2, "缪": 3, "翟": 2, "查": 2, "覃": 1, "郁": 4, "乐": 2,
}  # fmt: skip
_TWO = ("欧阳", "司徒", "诸葛", "上官", "尉迟", "皇甫", "夏侯", "令狐", "慕容", "端木")
_RARE = "䶮喆堃龑㛃𬎆淼犇翀玥祎赟昇𬱖昶璟"
_SHARE_TWO, _SHARE_RARE, _SHARE_SINGLE = 0.008, 0.02, 0.16

_GIVEN = {
    (Sex.FEMALE, 0): ("秀英 秀珍 桂英 桂兰 玉珍 玉英 凤英 凤珍 阿妹 阿英 根娣 招娣 巧云 月娥 素珍 素琴 惠珍 惠英 金妹 林妹 宝珍 瑞芳 "
                      "佩珍 佩芳 雪珍 文英 引娣 杏珍 兰英 菊英 彩珍 美英 静娟 蕴华 淑贞"),
    (Sex.FEMALE, 1): ("建华 建芳 丽华 丽娟 美华 美芳 惠芳 惠娟 国英 国珍 爱华 爱珍 红英 红妹 玉芳 秀芳 秀娟 慧芳 慧珍 月芳 亚萍 亚芳 "
                      "雅芳 敏华 勤芳 志英 根妹 龙娣 文娟 小妹 凤仙 佩华 琴芳 美琴 萍芳"),
    (Sex.FEMALE, 2): ("晓燕 晓红 晓敏 海燕 丽萍 丽君 静怡 雯静 莉萍 佳静 燕萍 春燕 文静 雪梅 颖洁 慧敏 慧琳 琼华 佩雯 婷芳 怡君 蕾蕾 "
                      "倩雯 艳萍 玲玲 秋霞 奕敏 晨霞 筱芸 洁琼 云霞 冬梅 雅琴 旭红 莺莺"),
    (Sex.FEMALE, 3): ("诗涵 梓萱 雨桐 欣怡 思琪 佳怡 语嫣 若曦 可馨 雨欣 梦瑶 依诺 心怡 嘉怡 安琪 子涵 一诺 芷若 沐晴 昕悦 予安 知夏 "
                      "书瑶 奕涵 可可 清妍 晗月 乐瑶 念慈 米粒 咏晴 静姝 星遥 舒窈 言蹊"),
    (Sex.MALE, 0): ("阿根 根生 金根 金生 银根 福根 福生 永康 永福 永祥 长根 长生 宝根 宝生 荣生 荣根 德明 德兴 兴根 祥生 林根 林生 关根 "
                    "水根 云根 炳生 炳根 仁德 仁昌 耀庭 瑞生 锡康 鸿生 伯年 士元"),
    (Sex.MALE, 1): ("建国 建明 建平 建中 国平 国良 国华 国兴 志明 志强 志刚 卫国 卫东 卫平 爱国 爱民 永明 永良 伟明 伟民 根发 龙根 "
                    "宝明 惠明 惠忠 德忠 荣明 荣华 正明 正华 耀明 海根 文忠 申生 沪生"),
    (Sex.MALE, 2): ("海峰 海明 晓明 晓峰 晓东 志峰 志伟 文斌 文杰 文俊 春雷 剑峰 剑平 俊杰 俊峰 立群 立新 永刚 宏伟 旭东 振华 振宇 "
                    "毅敏 毅军 轶伦 佳伟 骏骅 炜炜 磊磊 冬青 一鸣 亦舟 昱辰 维新 炯明"),
    (Sex.MALE, 3): ("浩然 子轩 宇轩 浩宇 梓睿 俊熙 奕辰 嘉懿 子墨 天佑 明哲 睿泽 宸轩 皓轩 煜城 思远 昊天 沐阳 彦霖 弈宸 逸飞 乐天 "
                    "予乐 知行 星河 景行 行之 景初 一舟 时安 嘉树 清和 元白 路遥 承泽"),
}  # fmt: skip
_SINGLE = {
    Sex.FEMALE: "敏静洁燕芳萍莉丽娟颖琳蕾雯婷怡瑾妍岚茜晶",
    Sex.MALE: "伟杰斌军明峰磊俊晨昊刚毅骏涛凯炜鑫超翔晟",
}

#: Given part, then the father's name (or the tribe's): invented from living name elements.
_MINORITIES = {
    "维吾尔族": (
        "古丽娜尔 热依汗 茹仙古丽 帕提曼 阿依努尔",
        "艾尼瓦尔 库尔班江 图尔荪 伊力亚尔 买合木提",
        "吐逊 沙吾提 依明 阿西木 卡德尔",
    ),
    "哈萨克族": ("阿依古丽 加依娜 萨吾烈 迪娜尔", "叶尔肯 巴合提 阿斯哈尔 努尔兰", "哈力别克 木拉提 托列根 赛力克"),
    "藏族": ("卓玛 拉姆 央金 德吉", "扎西 多吉 次仁 旺堆", "尼玛 平措 白珍 曲扎"),
    "蒙古族": ("乌云 萨仁 其木格 娜仁", "巴图 格日勒 朝鲁 布和", "毕力格 苏荣 敖敦 哈斯"),
}
_FOREIGN = (
    ("Laura Bergmann", Sex.FEMALE), ("Tomás Ferreira", Sex.MALE), ("Aiko Morishita", Sex.FEMALE), ("Jean Delorme", Sex.MALE),
    ("Priya Raman", Sex.FEMALE), ("Mark Oldfield", Sex.MALE), ("Anna-Lena Krüger", Sex.FEMALE), ("Ji-ho Baek", Sex.MALE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A name with the people (民族) it belongs to; `ethnicity` is empty for foreigners."""

    name: str
    ethnicity: str = "汉族"


def surname(rng: Random) -> str:
    """A surname, drawn by how frequent it is."""
    if rng.random() < _SHARE_TWO:
        return rng.choice(_TWO)
    return rng.choices(tuple(_SURNAMES), weights=tuple(_SURNAMES.values()))[0]


def given_name(rng: Random, *, sex: Sex, born: date) -> str:
    """A given name as parents chose them in those years; now and then with a character that few fonts have."""
    draw = rng.random()
    if draw < _SHARE_RARE:
        return rng.choice(_RARE) + (rng.choice(_SINGLE[sex]) if rng.random() < 0.5 else "")
    if draw < _SHARE_RARE + _SHARE_SINGLE and born.year >= 1955:
        return rng.choice(_SINGLE[sex])
    return rng.choice(_GIVEN[sex, _generation(born)].split())


def minority_name(rng: Random, *, people: str, sex: Sex) -> Named:
    """A name in two parts with the dot between them."""
    female, male, second = _MINORITIES[people]
    return Named(f"{rng.choice((female if sex is Sex.FEMALE else male).split())}·{rng.choice(second.split())}", people)


def minorities() -> tuple[str, ...]:
    """The peoples whose names are invented here."""
    return tuple(_MINORITIES)


def foreign_name(rng: Random) -> tuple[Named, Sex]:
    """A name in Latin letters."""
    name, sex = rng.choice(_FOREIGN)
    return Named(name, ""), sex


def _generation(born: date) -> int:
    return 0 if born.year < 1948 else 1 if born.year < 1969 else 2 if born.year < 1995 else 3
