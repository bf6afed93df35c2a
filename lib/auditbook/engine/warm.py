"""Imported once by the server that the processes of notebooks are forked from: what nearly every notebook needs."""

# ruff: noqa: F401
import auditbook.engine.lean  # isort: skip
import ipykernel.debugger
import ipykernel.inprocess.manager
import matplotlib
import matplotlib.figure
import pandas

import auditbook.engine.quiet
import auditbook.readers.delimited
import auditbook.readers.workbook
import auditbook.report
import auditbook.report.report
from auditbook import case
from auditbook.checks import checks
from auditbook.checks.relation import relations
from auditbook.checks.steps import steps
from auditbook.rules import systems
from auditbook.tables import tables

# the package's definitions are read once, and every process has them
tables()
checks()
steps()
relations()
systems()
