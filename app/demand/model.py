"""Totals of hopes that were not met: a week, an area, a term and a number. Never words, a place or a person."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer
from sqlmodel import Field, SQLModel

from app.demand.rules import LEAST


class Demand(SQLModel, table=True):
    """One batch of one count; the database itself refuses a smaller one. What was asked is the sum of its batches."""

    __tablename__ = "demand"
    __table_args__ = (CheckConstraint(f"n >= {LEAST}", name="ck_demand_least"),)
    seq: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    week: str = Field(index=True)
    area: str
    term: str
    outcome: str
    n: int
