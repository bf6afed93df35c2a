"""The batch: what is to be run and why (``plan``), the run of one unit-year (``unit``), of all of them (``run``), and
what a run leaves behind for the next one and for whoever asks (``fresh``, ``log``)."""
