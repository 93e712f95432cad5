"""Roles as a lawyer can read them: what each may do, and which two one person may not hold. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from .refusals import UnknownRole


class Permission(StrEnum):
    """What a post may do. Upper rooms ask for one of these and never for a role."""

    CASE_CONSULT = "case.consult"  # answer a question, print what to bring
    CASE_RECEIVE = "case.receive"  # 收件
    CASE_ACCEPT = "case.accept"  # 受理, refuse to accept, ask for corrections
    CASE_HANDLE_TASK = "case.handle_task"  # answer a department's task
    CASE_DECIDE = "case.decide"  # 审批
    CASE_DELIVER = "case.deliver"
    CASE_REASSIGN = "case.reassign"  # 改派: a wrong item, another handler
    CASE_SPOT_CHECK = "case.spot_check"
    CASE_SEE = "case.see"
    CASE_RECONCILE = "case.reconcile"  # hand tasks over to outside systems and book their answers
    QUEUE_RUN = "queue.run"
    DUTY_PLAN = "duty.plan"
    PERSON_FIND = "person.find"
    PERSON_SEE = "person.see"
    PERSON_CHANGE = "person.change"
    PERSON_UNMASK = "person.unmask"
    PERSON_ERASE = "person.erase"
    PERSON_JUDGE_DUPLICATE = "person.judge_duplicate"
    VISIT_RECORD = "visit.record"
    ASSISTANCE_HANDLE = "assistance.handle"
    ASSISTANCE_DECIDE = "assistance.decide"
    SURVEY_RECORD = "survey.record"
    CATALOGUE_SEE = "catalogue.see"
    POLICY_TRY = "policy.try"  # simulate a change of parameters
    CALENDAR_PUBLISH = "calendar.publish"
    FIGURES_SEE = "figures.see"  # aggregates of the own jurisdiction
    STAFF_ADMINISTER = "staff.administer"
    LEDGER_VERIFY = "ledger.verify"
    LEDGER_READ = "ledger.read"
    OWN_CASES_SEE = "own.cases_see"  # a resident's own matters


class Scope(StrEnum):
    """The kind of jurisdiction that a role needs."""

    CENTRE = "centre"
    NEIGHBOURHOOD = "neighbourhood"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"
    BODY = "body"  # a department at the level and place of one body
    SELF = "self"  # nobody but oneself


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of post: its name in the city's words, where it stands, what it may do, and why that is enough."""

    key: str
    name: str
    name_en: str
    scope: Scope
    says: str
    may: frozenset[Permission]


P = Permission
_DESK = frozenset({P.CASE_SEE, P.CATALOGUE_SEE, P.PERSON_FIND, P.PERSON_SEE})
_WINDOW = _DESK | {P.CASE_CONSULT, P.CASE_RECEIVE, P.CASE_ACCEPT, P.CASE_DELIVER, P.PERSON_CHANGE, P.PERSON_UNMASK}

WINDOW_CLERK = Role(
    "window_clerk",
    "前台受理员",
    "Window clerk",
    Scope.CENTRE,
    "Receives any item at any window of the centre, accepts what the centre may accept, hands over results; "
    "finishes items done on the spot; decides nothing else.",
    _WINDOW | {P.QUEUE_RUN},
)
DUTY_MANAGER = Role(
    "duty_manager",
    "值班长",
    "Duty manager",
    Scope.CENTRE,
    "Does what a window clerk does, opens and closes windows, plans the duty roster, moves a case that went to the "
    "wrong item, checks a random sample of items that clerks finished alone.",
    _WINDOW | {P.QUEUE_RUN, P.DUTY_PLAN, P.CASE_REASSIGN, P.CASE_SPOT_CHECK, P.CASE_RECONCILE, P.FIGURES_SEE},
)
CENTRE_DIRECTOR = Role(
    "centre_director",
    "中心主任",
    "Centre director",
    Scope.CENTRE,
    "Answers for the centre: sees its cases and figures, moves cases, checks samples, judges proposed duplicates; "
    "serves at no window.",
    _DESK | {P.CASE_REASSIGN, P.CASE_SPOT_CHECK, P.DUTY_PLAN, P.FIGURES_SEE, P.PERSON_JUDGE_DUPLICATE, P.PERSON_UNMASK},
)
HANDLER = Role(
    "handler",
    "部门经办人",
    "Department handler",
    Scope.BODY,
    "Handles the tasks of one department in the area of its body and prepares the decision; never signs it.",
    _DESK | {P.CASE_HANDLE_TASK, P.CASE_ACCEPT, P.CASE_RECONCILE, P.PERSON_UNMASK, P.ASSISTANCE_HANDLE},
)
APPROVER = Role(
    "approver",
    "审批人",
    "Approver",
    Scope.BODY,
    "Signs the decisions of one body on what others have received, accepted and examined.",
    _DESK | {P.CASE_DECIDE, P.CASE_SPOT_CHECK, P.ASSISTANCE_DECIDE, P.PERSON_UNMASK, P.FIGURES_SEE},
)
STREET_ASSISTANCE = Role(
    "street_assistance",
    "社会救助事务管理所",
    "Street assistance office",
    Scope.STREET,
    "Accepts and examines applications for assistance of the street's families, visits them, gives the street's "
    "opinion; signs no decision.",
    _DESK
    | {
        P.CASE_RECEIVE,
        P.CASE_ACCEPT,
        P.CASE_HANDLE_TASK,
        P.CASE_DELIVER,
        P.PERSON_CHANGE,
        P.PERSON_UNMASK,
        P.PERSON_JUDGE_DUPLICATE,
        P.ASSISTANCE_HANDLE,
        P.VISIT_RECORD,
    },
)
NEIGHBOURHOOD_WORKER = Role(
    "neighbourhood_worker",
    "居委会社工",
    "Neighbourhood worker",
    Scope.NEIGHBOURHOOD,
    "Assists government within the published lists: visits, writes down what was seen and asked; sees the residents "
    "of the own neighbourhood with their numbers masked.",
    frozenset({P.PERSON_FIND, P.PERSON_SEE, P.VISIT_RECORD, P.SURVEY_RECORD, P.CATALOGUE_SEE, P.CASE_CONSULT}),
)
PARTY_SECRETARY = Role(
    "party_secretary",
    "居民区党组织书记",
    "Neighbourhood party secretary",
    Scope.NEIGHBOURHOOD,
    "Answers for the neighbourhood: what its workers may do, and its figures.",
    NEIGHBOURHOOD_WORKER.may | {P.FIGURES_SEE},
)
VOLUNTEER = Role(
    "volunteer",
    "志愿者",
    "Volunteer",
    Scope.NEIGHBOURHOOD,
    "Helps at visits and surveys to which they are assigned; finds no persons and sees no cases.",
    frozenset({P.SURVEY_RECORD, P.VISIT_RECORD, P.CATALOGUE_SEE}),
)
POLICY_ANALYST = Role(
    "policy_analyst",
    "政策分析员",
    "Policy analyst",
    Scope.CITY,
    "Tries what a change of rules would do, on aggregates; enters calendar notices; sees no person.",
    frozenset({P.POLICY_TRY, P.FIGURES_SEE, P.CATALOGUE_SEE, P.CALENDAR_PUBLISH}),
)
DISTRICT_LEADER = Role(
    "district_leader",
    "区领导",
    "District leader",
    Scope.DISTRICT,
    "Sees the figures of the district down to the street, never a named person.",
    frozenset({P.FIGURES_SEE, P.CATALOGUE_SEE}),
)
CITY_LEADER = Role(
    "city_leader",
    "市领导",
    "City leader",
    Scope.CITY,
    "Sees the figures of the city down to the street, never a named person.",
    frozenset({P.FIGURES_SEE, P.CATALOGUE_SEE}),
)
ADMINISTRATOR = Role(
    "administrator",
    "系统管理员",
    "Administrator",
    Scope.CITY,
    "Gives and ends posts, enters calendar notices, verifies the ledger, carries out ordered erasures; sees no case "
    "and searches no person.",
    frozenset(
        {P.STAFF_ADMINISTER, P.CALENDAR_PUBLISH, P.LEDGER_VERIFY, P.LEDGER_READ, P.PERSON_ERASE, P.CATALOGUE_SEE}
    ),
)
RESIDENT = Role(
    "resident",
    "居民",
    "Resident",
    Scope.SELF,
    "Sees and starts the own matters, and those one has authority for.",
    frozenset({P.OWN_CASES_SEE, P.CATALOGUE_SEE}),
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        WINDOW_CLERK,
        DUTY_MANAGER,
        CENTRE_DIRECTOR,
        HANDLER,
        APPROVER,
        STREET_ASSISTANCE,
        NEIGHBOURHOOD_WORKER,
        PARTY_SECRETARY,
        VOLUNTEER,
        POLICY_ANALYST,
        DISTRICT_LEADER,
        CITY_LEADER,
        ADMINISTRATOR,
        RESIDENT,
    )
}

#: Two posts that one person may not hold in one jurisdiction: who receives, accepts or examines does not approve, and
#: who gives out posts takes no part in cases. Case by case the rule is kept by the room of cases.
INCOMPATIBLE: frozenset[frozenset[str]] = frozenset(
    frozenset(pair)
    for pair in (
        ("window_clerk", "approver"),
        ("duty_manager", "approver"),
        ("handler", "approver"),
        ("street_assistance", "approver"),
        ("neighbourhood_worker", "approver"),
        ("administrator", "window_clerk"),
        ("administrator", "duty_manager"),
        ("administrator", "handler"),
        ("administrator", "approver"),
        ("administrator", "street_assistance"),
    )
)


def role_of(key: str) -> Role:
    """The role of a key. Raises UnknownRole."""
    if key not in ROLES:
        raise UnknownRole(role=key)
    return ROLES[key]
