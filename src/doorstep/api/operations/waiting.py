"""While a case waits: defects told and mended, promises kept, special procedures, a longer limit."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Body, Router

from doorstep.api.asking import ApiRequest, IfMatch, Key, Numbered, needs, write_case
from doorstep.api.shapes.cases import CaseMoved
from doorstep.api.shapes.given import BroughtIn, ExtensionIn, FindingIn, NoticeIn, SpecialIn, SupplementIn
from doorstep.cases import public as cases
from doorstep.files import public as files
from doorstep.staff.public import Acting, Permission

from .files import belong, shelf_of

router = Router(tags=["cases"])


@router.post("/{number}/notices", response=CaseMoved, auth=needs(Permission.CASE_ACCEPT))
def tell_defects(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[NoticeIn], if_match: IfMatch = None
) -> HttpResponse:
    """一次性补正告知: every defect at once. A forwarded case goes back to the centre that has the papers; after acceptance it
    is a correction."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        defects = [one.given() for one in asked.defects]
        return cases.tell_defects(case_id=case_id, defects=defects, due_on=asked.due_on, by=by, at=at)

    return write_case(request, number=number, key=key, if_match=if_match, what="tell defects", body=asked, act=act)


@router.post("/{number}/supplements", response=CaseMoved, auth=needs(Permission.CASE_RECEIVE))
def take_supplement(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[SupplementIn], if_match: IfMatch = None
) -> HttpResponse:
    """补正: what the applicant brought after a notice, at the centre that has the papers."""
    brought = {one.material: one.file for one in asked.materials if one.file is not None}

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        files.hold(uuids=set(brought.values()), source=shelf_of(by))
        stage = cases.take_supplement(
            case_id=case_id,
            materials=[one.material for one in asked.materials],
            mended=asked.mended,
            note=asked.note,
            files=brought,
            by=by,
            at=at,
        )
        belong(set(brought.values()), case_id, by=by, at=at)
        return stage

    return write_case(request, number=number, key=key, if_match=if_match, what="supply", body=asked, act=act)


@router.post("/{number}/promised-materials", response=CaseMoved, auth=needs(Permission.CASE_RECEIVE))
def keep_promise(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[BroughtIn], if_match: IfMatch = None
) -> HttpResponse:
    """容缺: a material that was promised for a day is here."""

    def act(case_id: int, by: Acting, at: datetime) -> None:
        uploads = {asked.file} if asked.file is not None else set()
        files.hold(uuids=uploads, source=shelf_of(by))
        cases.keep_promise(case_id=case_id, material=asked.material, file=asked.file, by=by, at=at)
        belong(uploads, case_id, by=by, at=at)

    return write_case(request, number=number, key=key, if_match=if_match, what="keep promise", body=asked, act=act)


@router.post("/{number}/special-procedures", response=CaseMoved, auth=needs(Permission.CASE_HANDLE_TASK))
def open_special(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[SpecialIn], if_match: IfMatch = None
) -> HttpResponse:
    """特别程序 begins (a hearing, an expert's opinion), with its written notice; the clock stands still where the item's rule
    says so."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        cases.open_special(case_id=case_id, reason=asked.reason, says=asked.says, by=by, at=at)
        return cases.Stage.SPECIAL

    return write_case(request, number=number, key=key, if_match=if_match, what="open special", body=asked, act=act)


@router.post("/{number}/special-procedures/end", response=CaseMoved, auth=needs(Permission.CASE_HANDLE_TASK))
def close_special(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[FindingIn], if_match: IfMatch = None
) -> HttpResponse:
    """The special procedure that is open ends with what it found; the clock goes on the next day."""

    def act(case_id: int, by: Acting, at: datetime) -> cases.Stage:
        return cases.close_special(case_id=case_id, finding=asked.finding, by=by, at=at)

    return write_case(request, number=number, key=key, if_match=if_match, what="close special", body=asked, act=act)


@router.post("/{number}/extension", response=CaseMoved, auth=needs(Permission.CASE_DECIDE))
def extend_case(
    request: ApiRequest, number: Numbered, key: Key, asked: Body[ExtensionIn], if_match: IfMatch = None
) -> HttpResponse:
    """延期: the limit of a licence grows once, by at most ten working days, with its reasons told to the applicant."""

    def act(case_id: int, by: Acting, at: datetime) -> None:
        cases.extend(case_id=case_id, by=by, at=at, **asked.model_dump())

    return write_case(request, number=number, key=key, if_match=if_match, what="extend", body=asked, act=act)
