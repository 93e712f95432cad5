"""Write `policy/shanghai/calendar/working-days.csv`: the days on which work and rest differ from the weekday rule.

    .venv/bin/python tools/make_calendar.py          # writes the file
    .venv/bin/python tools/make_calendar.py --check  # fails when the committed file differs

The yearly notices of the State Council are taken from the library chinesecalendar (MIT), which covers 2004 to 2026.
Only exceptional days are listed: a weekday off (working = 0) or a weekend day worked (working = 1). For a year that is
not published the weekday rule stands and the product says so; when a notice appears, add its days and the year to
`calendar.toml`, or raise the version of the library and run this tool again.
"""

import csv
import io
import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
TARGET = Path(__file__).resolve().parent.parent / "policy/shanghai/calendar/working-days.csv"
SATURDAY = 5


def exceptional_days(first: date = FIRST, last: date = LAST) -> list[tuple[str, int, str, str, str]]:
    """Rows (date, working, name_zh, name_en, source) of the days that break the weekday rule, in order."""
    chinese = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    rows = []
    day = first
    while day <= last:
        weekday = day.weekday() < SATURDAY
        works = chinese_calendar.is_workday(day)
        if works != weekday:
            _, english = chinese_calendar.get_holiday_detail(day)
            name = chinese[english] + ("调休上班" if works else "")
            told = f"{english} (make-up working day)" if works else english
            rows.append((day.isoformat(), int(works), name, told, f"国务院办公厅{day.year}年部分节假日安排的通知"))
        day += timedelta(days=1)
    return rows


def as_csv(rows: list[tuple[str, int, str, str, str]]) -> str:
    """The file's text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["date", "working", "name_zh", "name_en", "source"])
    writer.writerows(rows)
    return text.getvalue()


def main() -> int:
    """Write the file, or with --check say whether it is what would be written."""
    text = as_csv(exceptional_days())
    if "--check" in sys.argv[1:]:
        fresh = TARGET.read_text(encoding="utf-8") == text
        print("fresh" if fresh else f"{TARGET.name} is stale: run tools/make_calendar.py")
        return 0 if fresh else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {text.count(chr(10)) - 1} exceptional days")
    return 0


if __name__ == "__main__":
    sys.exit(main())
