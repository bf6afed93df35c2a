"""Charts of accounts as dated data, the tree that a unit's codes form, and what became of an account in a new system.

One YAML file is one chart: codes with name, class, side and whether anybody has seen them in the original. A file of
the same name in an organisation's ``inputs/accounts/`` (YAML, or CSV with the accounts alone) takes its place.
"""

from auditbook.accounts.account import Account, Chart
from auditbook.accounts.charts import chart
from auditbook.accounts.mapping import Mapped, mapped
from auditbook.accounts.tree import tree

__all__ = ["Account", "Chart", "Mapped", "chart", "mapped", "tree"]
