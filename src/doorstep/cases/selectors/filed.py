"""Which file is of which material."""

from uuid import UUID

from doorstep.cases.models import MaterialFile
from doorstep.files import public as files
from doorstep.ledger.public import Actor


def materials_of_files(case_id: int) -> dict[UUID, tuple[str, ...]]:
    """The materials that each file of a case shows. One query. Who may see the case is asked before."""
    found: dict[UUID, tuple[str, ...]] = {}
    rows = MaterialFile.objects.filter(material__case=case_id).order_by("material_id")
    for key, name in rows.values_list("file_id", "material__material"):
        found[key] = (*found.get(key, ()), name)
    return found


def files_given_back(case_id: int, *, by: Actor) -> dict[str, tuple[UUID, ...]]:
    """The files of a hand-in that was taken back which still lie with the uploads of this post, by material. Two queries
    at most. Who may see the case is asked before."""
    shown = materials_of_files(case_id)
    found: dict[str, tuple[UUID, ...]] = {}
    for key in files.files_on(files.shelf_of(by.post), shown):
        for name in shown[key]:
            found[name] = (*found.get(name, ()), key)
    return found
