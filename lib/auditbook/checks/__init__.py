"""What is compared with what. Every check answers an ``Outcome``.

``checks()`` are the checks over the books and lists (one file each, ``C02_vouchers_balance.sql``), ``run`` asks one
(``asking``: of several units at once); ``complete`` says whether the books passed as a whole. Relations between facts
(K) are in ``relation``.
"""

from auditbook.checks.answer import run
from auditbook.checks.catalogue import checks
from auditbook.checks.completeness import Completeness, complete
from auditbook.checks.header import Check

__all__ = ["Check", "Completeness", "checks", "complete", "run"]
