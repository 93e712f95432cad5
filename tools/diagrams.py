"""Write the generated diagrams of the docs anew. A stale one fails the tests."""

from pathlib import Path

from doorstep.cases.logic.diagram import diagram

DOCS = Path(__file__).resolve().parents[1] / "docs"

if __name__ == "__main__":
    (DOCS / "case-states.md").write_text(diagram(), encoding="utf-8")
