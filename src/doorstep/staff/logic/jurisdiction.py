"""Where a post reaches, and what a person acts under. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from .refusals import IncompatiblePosts, NeedsJurisdiction
from .roles import INCOMPATIBLE, Permission, Role, Scope


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Where a post stands. Codes are empty where they do not apply; a centre implies its street and district."""

    scope: Scope
    centre_code: str = ""
    neighbourhood_code: str = ""
    street_code: str = ""
    district_code: str = ""
    body_code: str = ""
    department: str = ""

    def meets(self, other: "Jurisdiction") -> bool:
        """Whether the two areas share ground and the two departments may be one."""
        if self.department and other.department and self.department != other.department:
            return False
        pairs = ((self.district_code, other.district_code), (self.street_code, other.street_code))
        return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Acting:
    """A person acting under a post: what every service is told of its caller. Satisfies the ledger's Actor."""

    account_id: int
    account_name: str
    post_id: int
    role: str
    title: str
    jurisdiction: Jurisdiction
    window_id: int | None
    origin: str
    resident: str = ""  # "resident:5" for a resident's own account
    title_en: str = ""
    only: frozenset[Permission] | None = None  # a token's scopes: all that it may of what the post may

    @property
    def account(self) -> str:
        """The ledger's key of the person."""
        return f"account:{self.account_id}"

    @property
    def post(self) -> str:
        """The ledger's key of the post."""
        return f"post:{self.post_id}"

    @property
    def scope(self) -> Scope:
        """The kind of jurisdiction."""
        return self.jurisdiction.scope

    @property
    def centre_code(self) -> str:
        """The centre at which the post serves, or empty."""
        return self.jurisdiction.centre_code

    @property
    def neighbourhood_code(self) -> str:
        """The neighbourhood, or empty."""
        return self.jurisdiction.neighbourhood_code

    @property
    def street_code(self) -> str:
        """The street in which the post stands, or empty."""
        return self.jurisdiction.street_code

    @property
    def district_code(self) -> str:
        """The district in which the post stands; empty for the city."""
        return self.jurisdiction.district_code

    @property
    def body_code(self) -> str:
        """The body for which the post acts, or empty."""
        return self.jurisdiction.body_code

    @property
    def department(self) -> str:
        """The department of the body, or empty."""
        return self.jurisdiction.department


def check_jurisdiction(role: Role, jurisdiction: Jurisdiction) -> None:
    """A role has the jurisdiction it needs. Raises NeedsJurisdiction."""
    needed = {
        Scope.CENTRE: jurisdiction.centre_code,
        Scope.NEIGHBOURHOOD: jurisdiction.neighbourhood_code,
        Scope.STREET: jurisdiction.street_code,
        Scope.DISTRICT: jurisdiction.district_code,
        Scope.BODY: jurisdiction.body_code,
    }
    if jurisdiction.scope is not role.scope or not needed.get(role.scope, "none needed"):
        raise NeedsJurisdiction(role=role.key, scope=role.scope)


def check_compatible(
    role: Role, jurisdiction: Jurisdiction, held: Iterable[tuple[str, Jurisdiction]], *, both: bool = False
) -> None:
    """A person may hold this post beside those `held`. `both` allows it all the same: where one person is the whole
    office, case by case nobody approves what they accepted. Raises IncompatiblePosts."""
    if both:
        return
    for key, where in held:
        if frozenset((key, role.key)) in INCOMPATIBLE and jurisdiction.meets(where):
            raise IncompatiblePosts(role=role.key, held=key)


def covers(jurisdiction: Jurisdiction, *, centre: str = "", street: str = "", district: str = "") -> bool:
    """Whether a place lies in the area of a post. Of the codes given, the narrowest that the scope knows decides.

    A centre is judged by `centre` at a centre's post, elsewhere by its `street`; a street's first six digits are its
    district. A jurisdiction over oneself covers no place. With no code given nothing but the city is covered.
    """
    area = district or street[:6]
    match jurisdiction.scope:
        case Scope.CITY:
            return True
        case Scope.SELF:
            return False
        case Scope.CENTRE if centre:
            return centre == jurisdiction.centre_code
        case Scope.DISTRICT:
            return area == jurisdiction.district_code
        case Scope.BODY if not jurisdiction.street_code:
            return not jurisdiction.district_code or area == jurisdiction.district_code
    return bool(street) and street == jurisdiction.street_code
