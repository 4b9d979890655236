"""How much of anything a file may hold: every limit of every source, in one place.

Each stands well above what published files hold (in brackets: the most seen in 100 IATI files of 2021 or in CORDIS) and
well below what hurts a small machine.
"""

MAX_FILE = 2_000_000_000  # bytes of one file or one member of an archive, unpacked (4 MB)
MAX_UNPACKED = 8_000_000_000  # bytes of all members of an archive together (125 MB)
MAX_RATIO = 100  # unpacked to packed; XML packs 10 to 40 times, a bomb 1,000 times
RATIO_FROM = 5_000_000  # bytes; below this a high ratio does no harm
MAX_ENTRIES = 10_000  # members of an archive (100)
MAX_NAME = 240  # characters of a member's name
MAX_TAR_HEADER = 1_000_000  # bytes of one extended header of a tar, which is read as a whole

HEAD = 65_536  # bytes that a source sees before it says whether it can read a file
CHUNK = 65_536  # bytes read at a time

MAX_PROLOG = 65_536  # bytes before the root element of an XML file
MAX_ATTRIBUTES = 128  # of one element (12)
MAX_TEXT = 1_000_000  # characters of one text node (60,000)
MAX_RECORD = 64_000_000  # bytes of one record (1 MB)
MAX_NODES = 1_000_000  # elements, texts and attributes of one record (40,000)
COUNT_FROM = 2_000_000  # bytes; a smaller record cannot hold too many nodes

MAX_COLUMNS = 1_000  # of a sheet (24)
MAX_ROWS = 20_000_000  # of a sheet (4,072)
MAX_FIELD = 1_000_000  # characters of one cell (2,000)
MAX_ROW_LINES = 1_000  # lines that one row may span before its quote counts as never closed (30)
MAX_LINE = 64_000_000  # characters of one line
