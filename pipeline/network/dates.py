"""Dates as nodes of a network: EDTF values cut down to years, months or days."""

import re
from typing import Literal

Unit = Literal["year", "month", "day"]
PARTS = {"year": 1, "month": 2, "day": 3}
DATE = re.compile(r"(-?[0-9X]{4}|[0-9]{1,2}XX)((?:-[0-9X]{2}){0,2})")


def node(edtf: str, unit: Unit) -> str | None:
    """The value at the given precision: by year `1917-04-04~` is `1917`, `1917-02/1917-10` is `1917`.

    A range over several units stays a range (`1907/1911`); a value that is less precise than the unit stays as it
    is; an open end or a value of another form gives None.
    """
    ends = [DATE.match(end) for end in edtf.split("/")]
    if not all(ends) or len(ends) > 2:
        return None
    cut = [end[1] + "".join(re.findall("-..", end[2])[: PARTS[unit] - 1]) for end in ends if end]
    return "/".join(dict.fromkeys(cut))
