from .inbox import InboxFilter, Sort, inbox, sort_key
from .lists import (
    case_by_number,
    counts_for_centre,
    open_cases_of,
    own_cases,
    spot_check_list,
)
from .outside import OutsideTask, Reconciliation, reconcile
from .page import case_page, told_story
from .parts import OpenTask, open_tasks
from .rows import (
    CasePage,
    CaseRow,
    CentreCounts,
    DecisionRow,
    DefectRow,
    DeliveryRow,
    InboxPage,
    MaterialRow,
    NoticeRow,
    PauseRow,
    PublicStatus,
    StoryLine,
    TaskRow,
    WaitedFor,
)
from .status import public_status

__all__ = [
    "CasePage",
    "CaseRow",
    "CentreCounts",
    "DecisionRow",
    "DefectRow",
    "DeliveryRow",
    "InboxFilter",
    "InboxPage",
    "MaterialRow",
    "NoticeRow",
    "OpenTask",
    "OutsideTask",
    "PauseRow",
    "PublicStatus",
    "Reconciliation",
    "Sort",
    "StoryLine",
    "TaskRow",
    "WaitedFor",
    "case_by_number",
    "case_page",
    "counts_for_centre",
    "inbox",
    "open_cases_of",
    "open_tasks",
    "own_cases",
    "public_status",
    "reconcile",
    "sort_key",
    "spot_check_list",
    "told_story",
]
