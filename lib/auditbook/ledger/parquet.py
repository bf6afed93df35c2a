"""Writes the rows of one sheet to its three Parquet files: data, skipped, controls."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditbook.ledger.sink import CONTROLS, SKIPPED

ROW_GROUP = 1 << 17


class ParquetSink:
    """A sink whose files, by part, are ``paths``; ``whole`` is the schema of the data. It must be closed."""

    def __init__(self, folder: Path, number: int, whole: pa.Schema) -> None:
        self.paths = {part: folder / f"{number}_{part}.parquet" for part in ("data", "skipped", "controls")}
        self._schemas = {"data": whole, "skipped": SKIPPED, "controls": CONTROLS}
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        # one thread packs while the next rows are being typed
        self._packing = ThreadPoolExecutor(1)
        self._packed: Future[None] | None = None
        self._open()

    def _open(self) -> None:
        self._writers = {
            part: pq.ParquetWriter(path, self._schemas[part], compression="snappy") for part, path in self.paths.items()
        }

    def add(self, part: str, batch: pa.RecordBatch) -> None:
        """Takes some rows; data waits until it fills a row group."""
        if part != "data":
            self._writers[part].write_batch(batch)
            return
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= ROW_GROUP:
            self._flush()

    def restart(self) -> None:
        """Begins the files anew."""
        self._waiting.clear()
        self._end()
        self._open()

    def close(self) -> None:
        """Writes what waits and ends the files."""
        try:
            self._flush()
            self._end()
        finally:
            self._packing.shutdown()

    def _end(self) -> None:
        self._wait()
        for writer in self._writers.values():
            writer.close()

    def _flush(self) -> None:
        self._wait()
        if self._waiting:
            table = pa.Table.from_batches(self._waiting)
            self._packed = self._packing.submit(self._writers["data"].write_table, table)
            self._waiting.clear()
            self._rows = 0

    def _wait(self) -> None:
        packed, self._packed = self._packed, None
        if packed is not None:
            packed.result()
