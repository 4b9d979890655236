"""The command line: one file of commands per room. Exit codes: 0 done, 2 wrong input, 3 done in part."""

from convenor.cli import action, dialogue, evidence, held, levers, partnerships, stakes, watching, who
from convenor.cli.doors import app

__all__ = ["action", "app", "dialogue", "evidence", "held", "levers", "partnerships", "stakes", "watching", "who"]
