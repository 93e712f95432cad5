"""Cases at every point of their way, so that each kind of paper is due in one of them."""

from dataclasses import dataclass
from datetime import date

from applications import Desk, all_handed_in
from fixtures_city import BEIXINJING, KANGJIAN, City, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case, Task
from doorstep.cases.public import DefectGiven, MaterialGiven, MaterialState
from doorstep.catalogue import public as catalogue
from doorstep.wire.defects import GUIDE, written

LONGEST = "阿卜杜热合曼·买买提吐尔逊·古丽娜尔阿依古丽·艾力江·麦麦提明·吾买尔江阿布都拉·塔伊尔"  # forty and more
RARE = "𬎆䶮"
NEXT, LATER = moment("2018-02-14 10:00"), moment("2018-03-06 10:00")
REFUSED = {"reason": "家庭月人均收入 1,620 元，高于标准", "clause": "城市居民最低生活保障条例 第二条"}


@dataclass
class Trail:
    """A city with its posts; every method makes a case and gives its id back."""

    city: City

    def __post_init__(self) -> None:
        self.desk = Desk(self.city)
        self.clerk, self.away = self.city.clerk(BEIXINJING), self.city.clerk(KANGJIAN)
        self.office = self.city.post("street_assistance", street_code=BEIXINJING)
        self.checker = self.city.body_post("handler", "HD", district="310105")
        self.approver = self.city.body_post("approver", "MZ", district="310105")
        self.handler = self.city.body_post("handler", "CL", street=BEIXINJING)

    def accepted(self, name: str = "赵一芳", code: str = "MZ-001", **more) -> int:
        """Accepted at once by the centre that received it."""
        return self.desk.submit(code, applicant=self.city.resident(name), by=self.clerk, accept=True, **more).id

    def received(self, name: str = "赵一芳", **more) -> int:
        """Received by the centre that also accepts."""
        return self.desk.submit("MZ-001", applicant=self.city.resident(name), by=self.clerk, **more).id

    def forwarded(self) -> int:
        """Received in another district, accepted by the own street (收受分离)."""
        made = self.desk.submit("MZ-001", applicant=self.city.resident(RARE), by=self.away, at="2018-03-05").id
        cases.accept(case_id=made, by=self.clerk, at=LATER)
        return made

    def told(self, name: str = "赵一芳", defects: int = 6) -> int:
        """Received with nothing, all defects told at once; `defects` beyond the materials are fields of the form."""
        made = self.received(name, materials=[])
        page = cases.case_page(made, by=self.clerk, at=NEXT)
        missing = [row for row in page.materials if row.state == "missing"]
        known = {one.id: written(one, "missing") for one in page.item.materials}
        told = [(f"material:{row.material}", known[row.material]) for row in missing]
        given = [DefectGiven(about, says.what, GUIDE, says.mend) for about, says in told]
        given += [
            DefectGiven(f"field:{number}", f"第{number}项没有填写完整，请逐栏核对", "办事指南", "请补填后签名")
            for number in range(defects - len(given))
        ]
        cases.ask_supplement(case_id=made, defects=given, due_on=date(2018, 3, 1), by=self.clerk, at=NEXT)
        return made

    def decided(self, outcome: str = "granted", **more) -> int:
        """Examined by three bodies and decided by the district."""
        made = self.accepted(**more)
        for spec in ("verify", "economic-report", "first-opinion"):
            task = Task.objects.get(case=made, spec=spec)
            by = self.checker if spec == "economic-report" else self.office
            cases.answer_task(task_id=task.pk, result="agrees", remark="", by=by, at=NEXT)
        why = REFUSED if outcome == "refused" else {}
        cases.decide(case_id=made, outcome=outcome, by=self.approver, at=LATER, **why)
        return made

    def delivered(self) -> int:
        """Granted and handed over against a signature."""
        made = self.decided()
        cases.deliver(case_id=made, way="by_hand", signed=True, by=self.clerk, at=LATER)
        return made

    def promised(self) -> int:
        """Accepted with one gap that may follow."""
        item = catalogue.item_on("MZ-001", date(2018, 2, 13)).on(date(2018, 2, 13))
        late = MaterialGiven("bank-card", MaterialState.TOLERATED, promised_until=date(2018, 2, 23))
        return self.accepted(materials=[one for one in all_handed_in(item) if one.material != "bank-card"] + [late])

    def not_accepted(self) -> int:
        """Not accepted, with reason, clause, where to go."""
        made = self.received()
        cases.not_accept(case_id=made, where_to_go="长宁区民政局", by=self.clerk, at=NEXT, **REFUSED)
        return made

    def withdrawn(self) -> int:
        """Withdrawn at the applicant's wish."""
        made = self.accepted()
        cases.withdraw(case_id=made, reason="已经找到工作", by=self.clerk, at=NEXT)
        return made

    def terminated(self) -> int:
        """Returned because nothing came."""
        made = self.told()
        cases.terminate(case_id=made, reason="逾期未补正", by=self.clerk, at=LATER)
        return made

    def corrected(self) -> int:
        """Accepted, then something is to be corrected, as the street's office asks."""
        made = self.accepted()
        defect = DefectGiven("field:savings", "未填存款", "办事指南", "补填")
        cases.ask_correction(case_id=made, defects=[defect], due_on=date(2018, 3, 1), by=self.office, at=NEXT)
        return made

    def special(self) -> int:
        """A special procedure that a body of the street began."""
        made = self.accepted(code="CL-001")
        cases.open_special(
            case_id=made, reason="disability_assessment", says="残疾评定约需十天。", by=self.handler, at=NEXT
        )
        return made

    def extended(self) -> int:
        """A licence whose limit is lengthened, as the body that decides it tells. No item of the pack is a licence yet."""
        made = self.accepted(code="CL-001")
        Case.objects.filter(id=made).update(item_type="licence")
        told = {
            "reason": "案情复杂",
            "clause": "行政许可法第四十二条",
            "says": "案情复杂，需要向外省核实，办理期限延长十个工作日。",
        }
        by = self.city.body_post("approver", "CL", district="310105")
        cases.extend(case_id=made, days=10, by=by, at=NEXT, **told)
        return made
