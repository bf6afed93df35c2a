"""Imported once by the server that the processes of notebooks are forked from: what nearly every notebook needs."""

# ruff: noqa: F401
import ipykernel.inprocess.manager
import matplotlib
import matplotlib.figure
import pandas

import auditbook.case
import auditbook.engine.quiet
import auditbook.report
import auditbook.report.report
