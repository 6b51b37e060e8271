"""In and out: REFI-QDA projects and codebooks, spreadsheets, and the programs people come from."""

from __future__ import annotations

from coding.exchange.codebook_table import codebook_table, read_codebook_table
from coding.exchange.comparison import compare_studies, losses_table
from coding.exchange.facade import FORMATS, HOLDS_WORDS, export_study, read_exchange
from coding.exchange.from_study import project_of
from coding.exchange.incoming import Import, Options
from coding.exchange.land import carry_out_import
from coding.exchange.model import Losses, Project
from coding.exchange.offsets import CONVENTIONS, detect
from coding.exchange.plan_import import plan_import
from coding.exchange.quotations import COLUMNS, read_quotations
from coding.exchange.refi_read import read_qdc, read_qdpx
from coding.exchange.refi_write import qdc_bytes, qdpx_bytes
from coding.exchange.report import import_report
from coding.exchange.sheets import write_table
from coding.exchange.tables_out import counts_table, matrix_table, quotes_table
from coding.exchange.taguette import read_taguette

__all__ = [
    "COLUMNS",
    "CONVENTIONS",
    "FORMATS",
    "HOLDS_WORDS",
    "Import",
    "Losses",
    "Options",
    "Project",
    "carry_out_import",
    "codebook_table",
    "compare_studies",
    "counts_table",
    "detect",
    "export_study",
    "import_report",
    "losses_table",
    "matrix_table",
    "plan_import",
    "project_of",
    "qdc_bytes",
    "qdpx_bytes",
    "quotes_table",
    "read_codebook_table",
    "read_exchange",
    "read_qdc",
    "read_qdpx",
    "read_quotations",
    "read_taguette",
    "write_table",
]
