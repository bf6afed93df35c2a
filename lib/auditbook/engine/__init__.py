"""A papermill engine that starts from a warm process: ``papermill --engine auditbook``, or ``auditbook run``.

Every notebook runs in a process of its own, forked from a server that has imported what notebooks need, and thrown away
afterwards; where there is no fork, in a fresh process. Cells run in Jupyter's own kernel inside that process, without
sockets; what they print and show is put together by nbclient, as with a stock kernel. What happened is told by the
process that waits for them: a cell that ends the process, outlasts its time or fills the memory has failed.
"""

from __future__ import annotations

from typing import Any


class WarmEngine:
    """What papermill finds under the name ``auditbook``: the engine, imported when a notebook runs.

    papermill loads its engines while it is being imported itself, so nothing of it can be imported here.
    """

    @classmethod
    def execute_notebook(cls, *arguments: Any, **named: Any) -> Any:
        """See ``papermill.engines.Engine``."""
        return _engine().execute_notebook(*arguments, **named)

    @classmethod
    def nb_kernel_name(cls, *arguments: Any, **named: Any) -> Any:
        """See ``papermill.engines.Engine``."""
        return _engine().nb_kernel_name(*arguments, **named)

    @classmethod
    def nb_language(cls, *arguments: Any, **named: Any) -> Any:
        """See ``papermill.engines.Engine``."""
        return _engine().nb_language(*arguments, **named)


def _engine() -> Any:
    from auditbook.engine.managed import ManagedEngine

    return ManagedEngine
