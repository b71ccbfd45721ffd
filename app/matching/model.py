"""What matching keeps: vectors of listings' and the vocabulary's texts. Never of anything that somebody asked."""

from sqlalchemy import BigInteger, Column, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel


class MeaningVector(SQLModel, table=True):
    """One text of ours under one model; `key` is a hash of the text, so a changed text is simply a new row."""

    __tablename__ = "meaning_vector"
    __table_args__ = (UniqueConstraint("model", "key"),)
    seq: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    model: str
    key: str
    vector: bytes
