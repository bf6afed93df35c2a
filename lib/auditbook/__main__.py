"""``python -m auditbook`` is the command ``auditbook``."""

from auditbook.cli import main

raise SystemExit(main())
