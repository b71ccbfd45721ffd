"""How loops are compiled: once, kept beside the source where that may be written. Imported by `loops_*` alone."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

from geo import distance

Loop = TypeVar("Loop", bound=Callable[..., object])
HERE = Path(__file__).parent
LINE = 64  # bytes that a processor fetches at once
KEPT = os.access(HERE, os.W_OK)  # else numba would look for a home that may not be there


def loop(function: Loop) -> Loop:
    """The function as machine code, made at its first call; sums and products are rounded as numpy rounds them."""
    return cast(Loop, numba.njit(nogil=True, cache=KEPT, error_model="numpy", fastmath=False)(function))


def _fetch(typing: Any, array: Any, row: Any) -> Any:

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        shape = context.make_array(signature.args[0])(context, builder, args[0])
        wide = builder.extract_value(shape.strides, 0)  # bytes from row to row
        start = builder.gep(
            builder.bitcast(shape.data, cgutils.voidptr_t), [builder.mul(builder.sext(args[1], wide.type), wide)]
        )
        told = [ir.Constant(ir.IntType(32), number) for number in (0, 3, 1)]  # to read, to keep, data
        kind = ir.FunctionType(ir.VoidType(), [start.type, *(one.type for one in told)])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [start.type], kind)
        lines = builder.udiv(builder.add(wide, wide.type(LINE - 1)), wide.type(LINE))
        with cgutils.for_range(builder, lines) as line:
            builder.call(prefetch, [builder.gep(start, [builder.mul(line.index, wide.type(LINE))]), *told])
        return context.get_dummy_value()

    return numba.types.void(array, row), write


# fetch(array, row) in a loop asks the processor for a row that will be read soon; nobody waits for it.
fetch: Any = intrinsic(_fetch)


def _address(typing: Any, array: Any) -> Any:

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        shape = context.make_array(signature.args[0])(context, builder, args[0])
        return builder.ptrtoint(shape.data, ir.IntType(64))

    return numba.types.int64(array), write


def _memory(typing: Any, at: Any) -> Any:

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], cgutils.voidptr_t)

    return numba.types.voidptr(at), write


# address(array) tells where an array begins, memory(number) is what stands there: arrays that are many are handed to a
# loop as one list of numbers, since each array costs as much as looking at a dozen rows.
address: Any = intrinsic(_address)
memory: Any = intrinsic(_memory)


def forget_stale() -> None:
    """Drop what was compiled from other sources: numba looks at the file of a loop, not at the loops it calls."""
    if not KEPT:
        return
    sources = [*sorted(HERE.glob("*.py")), Path(distance.__file__)]
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    kept = HERE / "__pycache__"
    mark = kept / f"loops-{stamp}.mark"
    if not mark.exists():
        for old in (*kept.glob("loops*.nbi"), *kept.glob("loops-*.mark")):
            old.unlink(missing_ok=True)
        kept.mkdir(exist_ok=True)
        mark.touch()
