"""A run from the first look to the pages over all units: one at a time on an outputs folder, all of it in the log."""

from __future__ import annotations

from functools import partial

from auditbook import manifest
from auditbook.batch import fresh, leftovers, unused
from auditbook.batch.ended import Ended
from auditbook.batch.log import run_log
from auditbook.batch.order import Order
from auditbook.batch.turn import turn
from auditbook.files import trouble


def carry_out(order: Order, wait: bool = False) -> Ended:
    """How the unit-years of an order ended; ``wait`` for another run on the same outputs. Errors: UsageError."""
    ended = fresh.unchanged(order)
    if ended is None:
        return _executed(order, wait)
    with turn(order.place.outputs, wait), run_log(order) as log:
        log.counts.update(ended.counts)
    ended.unwritten += [log.lost] if log.lost else []
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
        leftovers.clear(order.place.outputs)
        before = fresh.Glance.of(order)
        for done in run(order):
            told.tell(done)
            log.note(done, order.place.destination(done.year, done.unit))
            ended.add(done)
        for what, write in (
            ("变化页 log/changes.html", partial(write_page, order.place, log)),
            ("目录页 index.html", partial(write_index, order.place)),
            ("清单 manifest.json", partial(manifest.write_summary, order.place.outputs)),
        ):
            try:
                write()
            except OSError as problem:
                ended.unwritten.append(f"{what} 没有更新：{trouble(problem)}")
        if not ended.unwritten:
            fresh.remember(order, before, ended)
        unused.clear(order.place.outputs)
    ended.unwritten += [log.lost] if log.lost else []
    return ended
