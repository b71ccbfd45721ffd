"""Imports every table, so that the metadata is whole for migrations and tests."""

from sqlmodel import SQLModel

from app.access import model as _access
from app.areas import model as _areas
from app.db import model as _db
from app.demand import model as _demand
from app.directory import model as _directory
from app.mail import model as _mail
from app.matching import model as _matching
from app.shortlist import model as _shortlist
from app.standards.feeds import model as _feeds
from app.upkeep import model as _upkeep

METADATA = SQLModel.metadata
TABLES = (_db, _mail, _access, _areas, _directory, _upkeep, _demand, _matching, _shortlist, _feeds)
