"""What these checks could have found in this unit's own books: known irregularities are planted into a copy in memory.

``plants.yaml`` is the fixed set. Nothing is written to a file, and nothing of it enters the findings of the unit.
That a check finds what was planted here is no assurance that it finds what nobody planted.
"""

from auditbook.power.trial import Trial, trials

__all__ = ["Trial", "trials"]
