from .accepting import accept, accept_silently, not_accept
from .bulk import IN_BULK, Chosen, begin_bulk, go_on
from .clocks import DeadlineChange, recompute_open_deadlines
from .consulting import consult
from .deciding import decide, finish_on_spot
from .delivering import archive_finished, deliver, move_competence, spot_check
from .ending import reassign, terminate, withdraw
from .filing import add_file, open_file
from .outside import BookedResults, Sent, book_results, hand_over, import_results, lose_task
from .printing import PrintedPaper, print_paper
from .promises import end_promise, keep_promise, remind_promise
from .rating import answer_bad_rating, open_call_back, rate
from .saved import begin_with, remove_filter, rename_filter, save_filter
from .special import close_special, extend, open_special
from .submitting import submit
from .supplementing import (
    ask_correction,
    ask_supplement,
    receive_correction,
    return_to_receiving,
    supply,
    take_supplement,
    tell_defects,
)
from .tasks import answer_task
from .undoing import take_back
from .versions import HeldVersion, held_version, one_command, version_of

__all__ = [
    "IN_BULK",
    "BookedResults",
    "Chosen",
    "DeadlineChange",
    "HeldVersion",
    "PrintedPaper",
    "Sent",
    "accept",
    "accept_silently",
    "add_file",
    "answer_bad_rating",
    "answer_task",
    "archive_finished",
    "ask_correction",
    "ask_supplement",
    "begin_bulk",
    "begin_with",
    "book_results",
    "close_special",
    "consult",
    "decide",
    "deliver",
    "end_promise",
    "extend",
    "finish_on_spot",
    "go_on",
    "hand_over",
    "held_version",
    "import_results",
    "keep_promise",
    "lose_task",
    "move_competence",
    "not_accept",
    "one_command",
    "open_call_back",
    "open_file",
    "open_special",
    "print_paper",
    "rate",
    "reassign",
    "receive_correction",
    "recompute_open_deadlines",
    "remind_promise",
    "remove_filter",
    "rename_filter",
    "return_to_receiving",
    "save_filter",
    "spot_check",
    "submit",
    "supply",
    "take_back",
    "take_supplement",
    "tell_defects",
    "terminate",
    "version_of",
    "withdraw",
]
