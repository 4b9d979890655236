"""Guards: what every source's file passes through, so that a broken or hostile file does no harm.

`limits` says how much of anything is read, `files` and `archives` open, `markup` reads XML, `sheet` reads CSV,
`privacy` holds back what looks like a person's detail. `markup` needs lxml and is imported by the sources that read
XML.
"""

from convenor.evidence.guard.archives import is_archive, members
from convenor.evidence.guard.files import Input, plain_file, shown
from convenor.evidence.guard.privacy import personal

__all__ = ["Input", "is_archive", "members", "personal", "plain_file", "shown"]
