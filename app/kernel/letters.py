"""Letters that keyboards give in several shapes, each as one; pure."""

# Arabic and Urdu keyboards give different code points for the same letters; Polish and others strike letters through.
ONE_SHAPE = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ł": "l", "Ł": "l", "ø": "o", "ı": "i"}
)
# Signs of the scripts of India that are mostly left out (the dot below, the doubling); one sign for a nasal.
SMALL_SIGNS: dict[int, str | None] = {0x093C: None, 0x09BC: None, 0x0A3C: None, 0x0A71: None, 0x0A70: "\u0a02"}
