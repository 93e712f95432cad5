"""What machines hand in: an application, and each act on a case."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from doorstep.cases import public as cases

from .words import NO_OTHER_NAME, Asked, Code, Day, Line, Long, Note, Number, Short, Small, Yes

Uploads = Annotated[list[UUID], Field(max_length=cases.MOST_FILES)]
GivenState = Literal["handed_in", "shared", "printed", "not_needed", "missing", "wrong", "tolerated"]


class MaterialIn(Asked):
    """One material as it stands. `promised_until` only with `tolerated`; `files`: ids of uploads of the same post."""

    material: Code = Field(examples=["id-card"])
    state: GivenState = Field(examples=["handed_in"])
    note: Note = Field("", examples=[""])
    promised_until: Day | None = Field(None, examples=[None])
    files: Uploads = Field(default_factory=list, examples=[["1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"]])

    def given(self) -> cases.MaterialGiven:
        """The same in the words of cases."""
        state = cases.MaterialState(self.state)
        return cases.MaterialGiven(self.material, state, self.note, self.promised_until, tuple(self.files))


class CaseIn(Asked):
    """An application for one item. `accept`: accept it in the same act, where this centre may; `centre` only for a post
    that stands at several."""

    item: Code = Field(examples=["RS-001"])
    applicant: Number = Field(examples=[17])
    answers: dict[Code, Long] = Field(
        default_factory=dict,
        max_length=100,
        json_schema_extra=NO_OTHER_NAME,
        examples=[{"last_job_ended": "2018-01-31"}],
    )
    materials: list[MaterialIn] = Field(default_factory=list, max_length=100)
    accept: Yes = Field(False, examples=[True])
    agent_authority: Number | None = Field(None, examples=[None])
    applied_on: Day | None = Field(None, examples=[None])
    centre: Annotated[str, Field(max_length=20, pattern=r"^[0-9-]*$")] = Field("", examples=[""])
    local_hukou: Yes | None = Field(None, examples=[None])


class AcceptIn(Asked):
    """Gaps that may follow (容缺): material and the promised day."""

    tolerated: dict[Code, Day] = Field(
        default_factory=dict, max_length=100, json_schema_extra=NO_OTHER_NAME, examples=[{}]
    )


class DecisionIn(Asked):
    """The decision. A refusal needs reason and clause; without `remedy` the item's own is told."""

    outcome: Literal["granted", "refused"] = Field(examples=["granted"])
    reason: Long = Field("", examples=[""])
    clause: Line = Field("", examples=[""])
    remedy: Long = Field("", examples=[""])


class DeliveryIn(Asked):
    """How the answer reached the applicant: `signed` for by_hand and by_agent, `tracking` for the other two."""

    way: Literal["by_hand", "by_post", "e_licence", "by_agent"] = Field(examples=["by_hand"])
    signed: Yes = Field(False, examples=[True])
    tracking: Short = Field("", examples=[""])
    authority: Number | None = Field(None, examples=[None])


class NonAcceptanceIn(Asked):
    """不予受理. Reason and clause, and where the applicant is to go instead; without `remedy` the item's own is told."""

    reason: Long = Field(min_length=1, examples=["不属于本中心受理范围"])
    clause: Line = Field(min_length=1, examples=["行政许可法第三十二条"])
    where_to_go: Note = Field("", examples=["长宁区社会保险事业管理中心"])
    remedy: Long = Field("", examples=[""])


class DefectIn(Asked):
    """One thing that is missing or wrong. `about`: `material:` or `field:` and its id."""

    about: Annotated[
        str, Field(max_length=80, pattern=r"^(material|field):[A-Za-z0-9_.-]+$", examples=["material:id-card"])
    ]
    what: Note = Field(min_length=1, examples=["身份证已过有效期"])
    basis: Line = Field(min_length=1, examples=["本事项办事指南"])
    how_to_mend: Note = Field(min_length=1, examples=["换领新证后带原件来"])

    def given(self) -> cases.DefectGiven:
        """The same in the words of cases."""
        return cases.DefectGiven(self.about, self.what, self.basis, self.how_to_mend)


class NoticeIn(Asked):
    """一次性补正告知. Every defect at once, and by when it is to be mended."""

    defects: list[DefectIn] = Field(min_length=1, max_length=100)
    due_on: Day = Field(examples=["2018-03-05"])


class BroughtIn(Asked):
    """A material that is here now; `files`: ids of uploads of the same post."""

    material: Code = Field(examples=["id-card"])
    files: Uploads = Field(default_factory=list, examples=[["1f4c6c0e-6a0b-4a57-9f6e-0d9f6a1c2b3d"]])


class SupplementIn(Asked):
    """What the applicant brought after a notice. `mended`: other defects that are mended, as the notice names them."""

    materials: list[BroughtIn] = Field(default_factory=list, max_length=100)
    mended: list[Annotated[str, Field(max_length=80, pattern=r"^(material|field):[A-Za-z0-9_.-]+$")]] = Field(
        default_factory=list, max_length=100, examples=[["field:last_job_ended"]]
    )
    note: Long = Field("", examples=[""])


class SpecialIn(Asked):
    """特别程序. `reason`: one that the item's guide or rule names; `says`: the written notice to the applicant."""

    reason: Code = Field(examples=["hearing"])
    says: Long = Field(min_length=1, examples=["依法举行听证，所需时间不计入办理期限"])


class FindingIn(Asked):
    """What a special procedure found."""

    finding: Long = Field(min_length=1, examples=["听证会认为符合条件"])


class ExtensionIn(Asked):
    """延期. Licences only, once, with its reasons told to the applicant (`says`)."""

    days: Small = Field(ge=1, le=10, examples=[5])
    reason: Long = Field(min_length=1, examples=["需要核查外省信息"])
    clause: Line = Field(min_length=1, examples=["行政许可法第四十二条"])
    says: Long = Field(min_length=1, examples=["办理期限延长五个工作日"])


class Nothing(Asked):
    """The act itself says everything."""


class ReasonIn(Asked):
    """Why."""

    reason: Long = Field(min_length=1, examples=["申请人不再需要"])


class ReassignmentIn(Asked):
    """改派. The item that the application really belongs to, and why."""

    item: Code = Field(examples=["RS-001"])
    reason: Long = Field(min_length=1, examples=["选错事项"])
    local_hukou: Yes | None = Field(None, examples=[None])


class SpotCheckIn(Asked):
    """What a check of a case found that one clerk finished alone; a failed one says what is wrong (`note`)."""

    passed: Yes = Field(examples=[True])
    note: Long = Field("", examples=[""])


class ConsultationIn(Asked):
    """咨询. A question about an item that was answered; `resident` where somebody said who they are."""

    item: Code = Field(examples=["RS-001"])
    note: Long = Field("", examples=["已告知所需材料"])
    resident: Number | None = Field(None, examples=[None])
    centre: Annotated[str, Field(max_length=20, pattern=r"^[0-9-]*$")] = Field("", examples=[""])
