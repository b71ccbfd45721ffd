"""A web address as a square that a phone's camera reads."""

import segno
from markupsafe import Markup

QUIET = 3  # modules of white around; on white paper the code's own four are not all needed


def square(address: str) -> Markup:
    """The QR code as SVG, black on white, as large as its box. Level M stands a crease or a coffee stain.

    What stands around it says in words what it is: the drawing itself is not read out.
    """
    code = segno.make_qr(address, error="m")
    drawn = code.svg_inline(border=QUIET, omitsize=True, light="#fff", svgclass="qr", lineclass=None)
    drawn = drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return Markup(drawn)  # our own drawing of an address of our own: nothing in it to escape
