"""Guards: what every source's file passes through, so that a broken or hostile file does no harm.

`limits` says how much of anything is read, `files` and `archives` open, `encodings` tells the page of characters of a
table that does not say it, `markup` reads XML, `sheet` CSV, `workbook` Excel, `jsonlines` JSON, `privacy` holds back
what looks like a person's detail. `markup` needs lxml and is imported by the sources that read XML.
"""

from convenor.evidence.guard.archives import is_archive, members
from convenor.evidence.guard.files import Input, plain_file, refuse_changed, shown, state_of
from convenor.evidence.guard.privacy import personal

__all__ = ["Input", "is_archive", "members", "personal", "plain_file", "refuse_changed", "shown", "state_of"]
