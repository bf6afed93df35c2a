"""The audit report: its tables and sentences."""
