from .bulk import BulkAct, BulkLine
from .case import Answer, Case, CaseMaterial, DayCount
from .outcome import Consultation, Decision, Delivery, Rating
from .work import Defect, Handover, Notice, Pause, Task

__all__ = [
    "Answer", "BulkAct", "BulkLine", "Case", "CaseMaterial", "Consultation", "DayCount", "Decision", "Defect", "Delivery", "Handover",
    "Notice", "Pause", "Rating", "Task",
]  # fmt: skip
