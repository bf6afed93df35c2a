"""What a line between the rows says of all rows below it: another table begins, or 一、收入 in a budget."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from auditbook.ledger import lines
from auditbook.ledger.context import Columns, Context
from auditbook.ledger.heading import Heading


@dataclass
class Between:
    """Goes with the blocks of one sheet, and remembers the last such line."""

    heading: Heading
    context: Context
    ended: bool = False
    section: str = ""

    def until_another(self, found: lines.Sorted, numbers: np.ndarray) -> lines.Sorted:
        """Where another table begins below, its rows are not taken for those of this one."""
        begins = [row for row, (kind, _) in found.others.items() if kind == "another"]
        if not begins and not self.ended:
            return found
        first = 0 if self.ended else min(begins)
        if not self.ended:
            self.ended = True
            told = "这里开始了另一张表（或表头换了顺序），以下各行没有读取"
            self.context.tell("整行", numbers[first : first + 1], told, "请把两张表分放在两张工作表或两个文件里")
        rest = {row: ("another", "") for row in range(first, len(numbers)) if found.kind(row) != "blank"}
        data = found.data.copy()
        data[first:] = False
        return lines.Sorted(data, {**found.others, **rest})

    def with_sections(self, found: lines.Sorted, columns: Columns, cells: list[pa.Array]) -> Columns:
        """A budget's 收入 or 支出, where a line above the items says it: 一、收入."""
        if self.heading.table.name != "budget" or "kind" in columns or self.heading.fixed:
            return columns
        kinds = []
        for row in range(len(found.data)):
            named = re.search("收入|支出", lines.line(cells, row)) if found.kind(row) == "remark" else None
            self.section = named[0] if named else self.section
            kinds.append(self.section)
        return {**columns, "kind": pa.array(kinds, pa.string())}
