from .bulk import Bulk, BulkRow, bulk_of, chosen_rows, seen_of
from .changes import Change, ChangePage, changes
from .inbox import InboxFilter, Sort, inbox, rows_before, sort_key, whole_inbox
from .lists import (
    case_by_number,
    counts_for_centre,
    open_cases_of,
    own_cases,
    spot_check_list,
)
from .outside import OutsideTask, Reconciliation, outside_tasks, reconcile
from .page import case_page, told_story
from .papers import DuePaper, Issuer, draft_of, due_paper, due_papers, main_paper
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
from .saved import FilterRow, filters_of
from .status import applicant_name, case_by_code, public_status
from .undoing import take_back_until

__all__ = [
    "Bulk",
    "BulkRow",
    "CasePage",
    "CaseRow",
    "CentreCounts",
    "Change",
    "ChangePage",
    "DecisionRow",
    "DefectRow",
    "DeliveryRow",
    "DuePaper",
    "FilterRow",
    "InboxFilter",
    "InboxPage",
    "Issuer",
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
    "applicant_name",
    "bulk_of",
    "case_by_code",
    "case_by_number",
    "case_page",
    "changes",
    "chosen_rows",
    "counts_for_centre",
    "draft_of",
    "due_paper",
    "due_papers",
    "filters_of",
    "inbox",
    "main_paper",
    "open_cases_of",
    "open_tasks",
    "outside_tasks",
    "own_cases",
    "public_status",
    "reconcile",
    "rows_before",
    "seen_of",
    "sort_key",
    "spot_check_list",
    "take_back_until",
    "told_story",
    "whole_inbox",
]
