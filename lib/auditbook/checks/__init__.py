"""What is compared with what: relations between facts (K). Every check answers an ``Outcome``."""
