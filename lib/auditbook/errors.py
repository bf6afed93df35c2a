"""What can stop the workbook. Messages are Chinese: they name the place and the remedy.

AuditbookError
├── UsageError           the command or the call asks for something that is not there    (exit code 2)
├── InputError           a file of a unit cannot be read at all                          (exit code 1)
├── SetupError           a rule, relation, table or text of the workbook is wrong        (exit code 1)
└── ReleaseRefusedError  a document may not leave the house yet; ``reasons`` says why    (exit code 1)

What is wrong *in* a unit's data is no exception: it is a ``Problem``, collected with file, sheet and row.
"""

from __future__ import annotations


class AuditbookError(Exception):
    """Base of all errors that a user can meet; ``exit_code`` is the command's."""

    exit_code = 1


class UsageError(AuditbookError):
    """The command or the call asks for something that is not there."""

    exit_code = 2


class InputError(AuditbookError):
    """A file of a unit cannot be read at all; the other files go on."""


class SetupError(AuditbookError):
    """A rule, relation, table or text of the workbook itself is wrong."""


class ReleaseRefusedError(AuditbookError):
    """A document (``what``: 报送稿, 征求意见稿, 定稿, 归档文件) may not be released yet."""

    def __init__(self, reasons: list[str], what: str = "报送稿") -> None:
        super().__init__("\n".join(reasons))
        self.reasons, self.what = reasons, what
