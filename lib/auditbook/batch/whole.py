"""A run from the first look to the pages over all units: one at a time on an outputs folder, all of it in the log."""

from __future__ import annotations

from auditbook import manifest
from auditbook.batch import fresh
from auditbook.batch.ended import Ended
from auditbook.batch.log import run_log
from auditbook.batch.order import Order
from auditbook.batch.turn import turn
from auditbook.errors import InputError


def carry_out(order: Order, wait: bool = False) -> Ended:
    """How the unit-years of an order ended; ``wait`` for another run on the same outputs. Errors: UsageError."""
    ended = fresh.unchanged(order)
    if ended is None:
        return _executed(order, wait)
    with turn(order.place.outputs, wait), run_log(order) as log:
        log.counts.update(ended.counts)
    return ended


def _executed(order: Order, wait: bool) -> Ended:
    """Runs what has to be run, told as it ends; then the pages over all units are written."""
    # slow to import, and of no use where nothing has changed
    from auditbook.batch.changed import write_page
    from auditbook.batch.run import checked, run
    from auditbook.batch.telling import telling
    from auditbook.overview import write_index

    todo, ended = len(checked(order)), Ended()
    with turn(order.place.outputs, wait), run_log(order) as log, telling(todo) as told:
        before = fresh.Glance.of(order)
        for done in run(order):
            told.tell(done)
            log.note(done, order.place.destination(done.year, done.unit))
            ended.add(done)
        try:
            write_page(order.place, log)
            write_index(order.place)
            manifest.write_summary(order.place.outputs)
        except OSError as problem:
            raise InputError(f"目录页不能写入（{problem.strerror}）。请检查结果文件夹的权限后重新运行。") from None
        fresh.remember(order, before, ended)
    return ended
