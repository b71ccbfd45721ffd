"""The measurement as tables for a person."""

from rich.console import Console
from rich.table import Column, Table

from app.proof.bench.http import Served
from app.proof.bench.run import AtSize, Measured


def print_measured(measured: Measured, out: Console) -> None:
    """The machine, then two tables a size."""
    told = measured.machine
    numba = "with numba" if told.numba else "without numba"
    out.print(
        f"{told.cpu}, {told.cores} cores, {told.memory_gb} GB, {told.system}\n"
        f"Python {told.python}, numpy {told.numpy}, {numba}; load when it began {told.load}",
        highlight=False,
    )
    for size in measured.sizes:
        _print_size(size, out)


def _print_size(size: AtSize, out: Console) -> None:
    held = ", ".join(f"{name} {count:g}" for name, count in size.bytes_.items())
    out.print(f"\n{size.listings:,} listings, built in {size.build_s:.1f} s. Bytes a listing: {held}", highlight=False)
    out.print(_kept(size), highlight=False)
    table = Table("milliseconds", *(Column(name, justify="right") for name in ("p50", "p95", "p99")), box=None)
    for name, times in size.phases.items():
        cuts = times.as_dict()
        table.add_row(name, *(f"{cuts[cut]:.3f}" for cut in ("p50", "p95", "p99")))
    out.print(table)
    out.print(_peers(size))
    if size.served:
        out.print(_over_http(size.served))
    for one in size.peers:
        out.print(f"{one.name}: {one.told or f'left out. {one.skipped}'}", highlight=False, markup=False, style="dim")


def _kept(size: AtSize) -> str:
    kept, saved = size.kept, size.build_s / max(size.kept.map_s, 1e-9)
    return (
        f"Snapshot: {kept.bytes_:.0f} bytes a listing on the disk, saved in {kept.save_s:.1f} s, mapped in "
        f"{kept.map_s * 1000:.1f} ms, {saved:,.0f} times quicker than building; first question "
        f"{kept.first.median_ms:.2f} ms.\n"
        f"An edit {kept.edit.median_ms:.3f} ms, p95 {kept.edit.as_dict()['p95']:.3f}; engine call, 5 km, over mapped "
        f"columns {kept.base.median_ms:.3f} ms, over {len(kept.edit.seconds):,} edits {kept.over.median_ms:.3f} ms; "
        f"a new base of both {kept.merge_s:.1f} s. Memory at most {size.memory_gb:g} GB."
    )


def _over_http(served: Served) -> Table:
    heads = ("requests a second", "p50 ms", "p99 ms", "ours takes as many times")
    table = Table("over HTTP", *(Column(head, justify="right") for head in heads), box=None)
    for door in served.doors:
        told = door.as_dict()
        times = served.times.get(door.name)
        middle = [f"{told[name]:,}" for name in ("a_second", "p50_ms", "p99_ms")]
        table.add_row(door.name, *middle, "" if times is None else f"{times:.2f}")
    return table


def _peers(size: AtSize) -> Table:
    heads = ("peer p50", "p95", "p99", "directory query p50", "times", "engine call p50", "times", "rows found")
    table = Table(
        "within 5 km, any of the words, step-free, a day", *(Column(head, justify="right") for head in heads), box=None
    )
    for one in size.peers:
        if one.peer is None or one.engine is None or one.directory is None:
            continue
        cuts = [f"{one.peer.as_dict()[cut]:.3f}" for cut in ("p50", "p95", "p99")]
        ours = ((one.directory, one.times), (one.engine, one.times_call))
        told = [text for clock, times in ours for text in (f"{clock.median_ms:.3f}", f"{times or 0:.2f}")]
        table.add_row(one.name, *cuts, *told, f"{one.fits:,}")
    return table
