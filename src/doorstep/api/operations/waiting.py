"""While a case waits: defects told and mended, promises kept, special procedures, a longer limit."""

from ninja import Router

from doorstep.api.acting import OnCase, act_on_case
from doorstep.api.shapes.given import BroughtIn, ExtensionIn, FindingIn, NoticeIn, SpecialIn, SupplementIn
from doorstep.cases import public as cases
from doorstep.files import public as files
from doorstep.staff.public import Permission

from .files import belong, shelf_of

router = Router(tags=["cases"])


@act_on_case(router, "notices", Permission.CASE_ACCEPT)
def tell_defects(asked: NoticeIn, on: OnCase) -> cases.Stage:
    """一次性补正告知: every defect at once. A forwarded case goes back to the centre that has the papers; after acceptance it
    is a correction."""
    return cases.tell_defects(**on, defects=[one.given() for one in asked.defects], due_on=asked.due_on)


@act_on_case(router, "supplements", Permission.CASE_RECEIVE)
def take_supplement(asked: SupplementIn, on: OnCase) -> cases.Stage:
    """补正: what the applicant brought after a notice, at the centre that has the papers."""
    brought = {one.material: one.file for one in asked.materials if one.file is not None}
    files.hold(uuids=set(brought.values()), source=shelf_of(on["by"]))
    materials = [one.material for one in asked.materials]
    stage = cases.take_supplement(**on, materials=materials, mended=asked.mended, note=asked.note, files=brought)
    belong(set(brought.values()), **on)
    return stage


@act_on_case(router, "promised-materials", Permission.CASE_RECEIVE)
def keep_promise(asked: BroughtIn, on: OnCase) -> None:
    """容缺: a material that was promised for a day is here."""
    uploads = {asked.file} if asked.file is not None else set()
    files.hold(uuids=uploads, source=shelf_of(on["by"]))
    cases.keep_promise(**on, material=asked.material, file=asked.file)
    belong(uploads, **on)


@act_on_case(router, "special-procedures", Permission.CASE_HANDLE_TASK)
def open_special(asked: SpecialIn, on: OnCase) -> cases.Stage:
    """特别程序 begins (a hearing, an expert's opinion), with its written notice; the clock stands still where the item's rule
    says so."""
    cases.open_special(**on, reason=asked.reason, says=asked.says)
    return cases.Stage.SPECIAL


@act_on_case(router, "special-procedures/end", Permission.CASE_HANDLE_TASK)
def close_special(asked: FindingIn, on: OnCase) -> cases.Stage:
    """The special procedure that is open ends with what it found; the clock goes on the next day."""
    return cases.close_special(**on, finding=asked.finding)


@act_on_case(router, "extension", Permission.CASE_DECIDE)
def extend_case(asked: ExtensionIn, on: OnCase) -> None:
    """延期: the limit of a licence grows once, by at most ten working days, with its reasons told to the applicant."""
    cases.extend(**on, **asked.model_dump())
