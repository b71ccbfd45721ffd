"""Letters that keyboards give in several shapes, each as one; pure."""

# Arabic and Urdu keyboards give different code points for the same letters; Polish and others strike letters through.
ONE_SHAPE = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ł": "l", "Ł": "l", "ø": "o", "ı": "i"}
)
