r"""Text from data in Markdown: every letter that could be markup is escaped, so that it reads as it is stored.

CommonMark 0.31, section 2.4: any ASCII punctuation may stand after a backslash. Addresses are kept from becoming links.
"""

import re

from convenor.action.text import clean

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")
BEGINS = re.compile(r"^([-+=>]|\d+[.)])")
LINKS = re.compile(r"(://|@|(?<=www)\.)", re.IGNORECASE)


def md(text: str, limit: int = 2000) -> str:
    r"""A text as Markdown that shows it letter by letter.

    Example:
        >>> print(md("<b>*x*</b> [y](javascript:z)"))
        \<b\>\*x\*\</b\> \[y\](javascript:z)
    """
    plain = LINKS.sub(lambda m: "\\" + m[0], MARKUP.sub(r"\\\1", clean(text, limit)))
    return BEGINS.sub(lambda m: m[0][:-1] + "\\" + m[0][-1], plain)
