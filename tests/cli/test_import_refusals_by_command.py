"""`kith import` given what it cannot use: a sentence, the right exit status, and nothing lost."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Home
