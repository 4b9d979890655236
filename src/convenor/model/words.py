"""Text as it is compared: lower case, no accents."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, so that words of different spellings meet.

    Example:
        >>> fold("Médiation")
        'mediation'
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
