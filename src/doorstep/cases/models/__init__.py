from .bulk import BulkAct, BulkLine
from .case import Answer, Case, CaseMaterial, DayCount, MaterialFile
from .outcome import Consultation, Decision, Delivery, Rating
from .saved import FirstFilter, SavedFilter
from .work import Defect, Handover, Notice, Pause, Task

__all__ = [
    "Answer", "BulkAct", "BulkLine", "Case", "CaseMaterial", "Consultation", "DayCount", "Decision", "Defect", "Delivery", "FirstFilter",
    "Handover", "MaterialFile", "Notice", "Pause", "Rating", "SavedFilter", "Task",
]  # fmt: skip
