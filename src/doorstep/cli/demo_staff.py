"""The people of the demonstration who sign in: invented names, one post each, a password that is no secret."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from doorstep.ledger.public import Robot
from doorstep.staff import public as staff

PASSWORD = "doorstep-demo"  # noqa: S105 - printed for everybody, in the demonstration only
FIRST_DAY = date(2017, 1, 1)


@dataclass(frozen=True)
class Person:
    """One person of the demonstration: user name, name, role, where."""

    username: str
    name: str
    role: str
    title: str
    place: dict[str, str] = field(default_factory=dict)

    @property
    def title_en(self) -> str:
        """The title in English."""
        return TITLES_EN[self.title]


PEOPLE = (
    Person("clerk-beixinjing", "林晓岚", "window_clerk", "北新泾街道中心 受理员", {"centre_code": "310105011-1"}),
    Person("clerk-beixinjing-2", "单雨桐", "window_clerk", "北新泾街道中心 受理员", {"centre_code": "310105011-1"}),
    Person("clerk-hongqiao", "曾佩文", "window_clerk", "虹桥街道中心 受理员", {"centre_code": "310105009-1"}),
    Person("clerk-kangjian", "龚思齐", "window_clerk", "康健新村街道中心 受理员", {"centre_code": "310104013-1"}),
    Person("clerk-daning", "欧阳一帆", "window_clerk", "大宁路街道中心 受理员", {"centre_code": "310106019-1"}),
    Person("manager-beixinjing", "邵国梁", "duty_manager", "北新泾街道中心 值班长", {"centre_code": "310105011-1"}),
    Person("director-beixinjing", "颜如松", "centre_director", "北新泾街道中心 主任", {"centre_code": "310105011-1"}),
    Person("assistance-beixinjing", "闵秋萍", "street_assistance", "北新泾街道救助所", {"street_code": "310105011"}),
    Person("handler-mz-beixinjing", "蔺书航", "handler", "北新泾街道民政经办", {"body_code": "MZ-310105011"}),
    Person("approver-beixinjing", "郜建平", "approver", "北新泾街道办事处审批", {"body_code": "JZ-310105011"}),
    Person("handler-mz-changning", "戚明珠", "handler", "长宁区民政局经办", {"body_code": "MZ-310105"}),
    Person("approver-mz-changning", "祁宏远", "approver", "长宁区民政局审批", {"body_code": "MZ-310105"}),
    Person("handler-zj-changning", "丰一鸣", "handler", "长宁区房管局经办", {"body_code": "ZJ-310105"}),
    Person("approver-zj-changning", "褚文渊", "approver", "长宁区房管局审批", {"body_code": "ZJ-310105"}),
    Person("handler-hd-changning", "解小宁", "handler", "长宁区核对中心经办", {"body_code": "HD-310105"}),
    Person("handler-cl-changning", "仇海燕", "handler", "长宁区残联经办", {"body_code": "CL-310105"}),
    Person("approver-cl-changning", "柏向阳", "approver", "长宁区残联审批", {"body_code": "CL-310105"}),
    Person("handler-cl-beixinjing", "柳青禾", "handler", "北新泾街道残联经办", {"body_code": "CL-310105011"}),
    Person("assistance-hongqiao", "池婉清", "street_assistance", "虹桥街道救助所", {"street_code": "310105009"}),
    Person("manager-hongqiao", "骆定邦", "duty_manager", "虹桥街道中心 值班长", {"centre_code": "310105009-1"}),
    Person("manager-kangjian", "辛怀民", "duty_manager", "康健新村街道中心 值班长", {"centre_code": "310104013-1"}),
    Person("manager-daning", "柴静远", "duty_manager", "大宁路街道中心 值班长", {"centre_code": "310106019-1"}),
    Person("handler-mz-xuhui", "农思远", "handler", "徐汇区民政局经办", {"body_code": "MZ-310104"}),
    Person("handler-mz-jingan", "冷秋白", "handler", "静安区民政局经办", {"body_code": "MZ-310106"}),
    Person("assistance-kangjian", "应如是", "street_assistance", "康健新村街道救助所", {"street_code": "310104013"}),
    Person("assistance-daning", "阮文心", "street_assistance", "大宁路街道救助所", {"street_code": "310106019"}),
    Person("handler-hd-xuhui", "虞立夏", "handler", "徐汇区核对中心经办", {"body_code": "HD-310104"}),
    Person("handler-hd-jingan", "平若水", "handler", "静安区核对中心经办", {"body_code": "HD-310106"}),
    Person("approver-mz-jingan", "甄守正", "approver", "静安区民政局审批", {"body_code": "MZ-310106"}),
    Person("handler-ga-beixinjing", "房大勇", "handler", "公安北新泾派出所经办", {"body_code": "GA-310105011"}),
    Person("approver-rs-changning", "景文达", "approver", "长宁区人社局审批", {"body_code": "RS-310105"}),
    Person("handler-mz-city", "尉迟安", "handler", "市民政局经办", {"body_code": "MZ-310000"}),
    Person("approver-mz-city", "沈知行", "approver", "市民政局审批", {"body_code": "MZ-310000"}),
    Person("approver-mz-xuhui", "谷怀瑾", "approver", "徐汇区民政局审批", {"body_code": "MZ-310104"}),
    Person("handler-ga-changning", "路远山", "handler", "公安长宁分局经办", {"body_code": "GA-310105"}),
    Person("approver-ga-changning", "易承志", "approver", "公安长宁分局审批", {"body_code": "GA-310105"}),
    Person("worker-xinjing", "宣美娟", "neighbourhood_worker", "新泾八村社工", {"neighbourhood_code": "310105011-01"}),
    Person("secretary-xinjing", "费长根", "party_secretary", "新泾八村书记", {"neighbourhood_code": "310105011-01"}),
    Person("leader-changning", "乔正言", "district_leader", "长宁区领导", {"district_code": "310105"}),
    Person("leader-city", "凌云开", "city_leader", "市领导"),
    Person("analyst", "应晓东", "policy_analyst", "政策分析员"),
    Person("admin", "郁立人", "administrator", "系统管理员"),
)

#: Each title of the table in English. Names of persons are never translated, titles of posts are.
TITLES_EN = {
    "北新泾街道中心 受理员": "Window clerk, Beixinjing centre",
    "虹桥街道中心 受理员": "Window clerk, Hongqiao centre",
    "康健新村街道中心 受理员": "Window clerk, Kangjian Xincun centre",
    "大宁路街道中心 受理员": "Window clerk, Daning Road centre",
    "北新泾街道中心 值班长": "Duty manager, Beixinjing centre",
    "北新泾街道中心 主任": "Director, Beixinjing centre",
    "北新泾街道救助所": "Assistance office, Beixinjing",
    "北新泾街道民政经办": "Handler, Civil Affairs of Beixinjing",
    "北新泾街道办事处审批": "Approver, Beixinjing Subdistrict Office",
    "长宁区民政局经办": "Handler, Changning Civil Affairs Bureau",
    "长宁区民政局审批": "Approver, Changning Civil Affairs Bureau",
    "长宁区房管局经办": "Handler, Changning Housing Bureau",
    "长宁区房管局审批": "Approver, Changning Housing Bureau",
    "长宁区核对中心经办": "Handler, Changning Checking Centre",
    "长宁区残联经办": "Handler, Changning Disabled Persons' Federation",
    "长宁区残联审批": "Approver, Changning Disabled Persons' Federation",
    "北新泾街道残联经办": "Handler, Disabled Persons' Federation of Beixinjing",
    "虹桥街道救助所": "Assistance office, Hongqiao",
    "虹桥街道中心 值班长": "Duty manager, Hongqiao centre",
    "康健新村街道中心 值班长": "Duty manager, Kangjian Xincun centre",
    "大宁路街道中心 值班长": "Duty manager, Daning Road centre",
    "徐汇区民政局经办": "Handler, Xuhui Civil Affairs Bureau",
    "静安区民政局经办": "Handler, Jing'an Civil Affairs Bureau",
    "康健新村街道救助所": "Assistance office, Kangjian Xincun",
    "大宁路街道救助所": "Assistance office, Daning Road",
    "徐汇区核对中心经办": "Handler, Xuhui Checking Centre",
    "静安区核对中心经办": "Handler, Jing'an Checking Centre",
    "静安区民政局审批": "Approver, Jing'an Civil Affairs Bureau",
    "公安北新泾派出所经办": "Handler, Beixinjing Police Station",
    "长宁区人社局审批": "Approver, Changning Human Resources Bureau",
    "市民政局经办": "Handler, Municipal Civil Affairs Bureau",
    "市民政局审批": "Approver, Municipal Civil Affairs Bureau",
    "徐汇区民政局审批": "Approver, Xuhui Civil Affairs Bureau",
    "公安长宁分局经办": "Handler, Changning Police Branch",
    "公安长宁分局审批": "Approver, Changning Police Branch",
    "新泾八村社工": "Neighbourhood worker, Xinjing No. 8 Village",
    "新泾八村书记": "Party secretary, Xinjing No. 8 Village",
    "长宁区领导": "District leader, Changning",
    "市领导": "City leader",
    "政策分析员": "Policy analyst",
    "系统管理员": "System administrator",
}
NOWHERE = dict.fromkeys(("centre_code", "neighbourhood_code", "street_code", "district_code", "body_code"), "")


def add_demo_staff(*, at: datetime) -> None:
    """Every person of the table who is not there yet, with the post. Safe to repeat."""
    by = Robot("demo")
    held = {post.username for post in staff.posts_held(on=at.date())}
    for person in PEOPLE:
        if person.username in held:
            continue
        place = {**NOWHERE, **person.place}
        with transaction.atomic():  # an account without its post would stand in the way of the next start
            account = staff.add_account(
                username=person.username, display_name=person.name, password=PASSWORD, by=by, at=at
            )
            staff.give_post(
                account_id=account,
                role=person.role,
                title=person.title,
                title_en=person.title_en,
                first=FIRST_DAY,
                by=by,
                at=at,
                centre_code=place["centre_code"],
                neighbourhood_code=place["neighbourhood_code"],
                street_code=place["street_code"],
                district_code=place["district_code"],
                body_code=place["body_code"],
            )


def add_demo_resident(*, username: str, name: str, resident_id: int, at: datetime) -> None:
    """The account with which a resident of the demonstration sees the own matters. Safe to repeat."""
    by, resident = Robot("demo"), f"resident:{resident_id}"
    if staff.account_of_resident(resident) is not None:
        return
    with transaction.atomic():
        account = staff.add_account(
            username=username, display_name=name, password=PASSWORD, resident=resident, by=by, at=at
        )
        staff.give_post(account_id=account, role="resident", first=FIRST_DAY, by=by, at=at)
