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
MAX_STREAMS = 35_000  # gzip streams in a row in one file: bgzip makes one of every 64 kB
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

MAX_ELEMENT = 4_000_000  # bytes from one row or text of a workbook to the next (60,000)
MAX_SHEETS = 250  # of a workbook (7)
MAX_CELL = 32_767  # characters; Excel's own limit
MAX_SHARED = 2_000_000  # texts that the cells of a workbook share (5,000)
MAX_SHARED_TEXT = 64_000_000  # characters of them all
MAX_MERGED = 20_000  # merged ranges of a sheet (9)
MAX_ROW_TEXT = 4_000_000  # characters of one row of a workbook
SHEET_RATIO_FROM = (
    50_000_000  # characters of a workbook's cells, from which they may not exceed MAX_RATIO times the file
)
PREVIEW_ROWS = 30  # rows of each sheet that a source sees before it says whether it can read a workbook
PREVIEW_CELL = 120  # characters of a cell shown there

MAX_JSON_LINE = 8_000_000  # characters of one line of JSON; parsed it takes at most 40 times as many bytes
MAX_JSON_DEPTH = 500  # levels; the decoder's own guard stands near 1,000
MAX_DIGITS = 300  # of one number
