"""One city in a process of its own: Django knows one database a process.

    python -m over_http.city <cases> <the floor's database, or nothing> <seconds of a round> <pages, or nothing>

The last line is the result as JSON; before it stands what is going on.
"""

import json
import sys


def main() -> None:
    """Make Django ready, measure, tell."""
    import django

    django.setup()
    from over_http.measuring import measured

    print(json.dumps(measured(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), every_page=bool(sys.argv[4]))))


if __name__ == "__main__":
    main()
