"""Clicks to run by, played by the browser."""

from dataclasses import asdict

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from coaching import ACCENTS, FASTEST_SPM, SLOWEST_SPM, SOUNDS, TURNS
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep

router = APIRouter()


@router.get("/metronome")
def show_metronome(shell: ShellDep, visitor: VisitorDep) -> HTMLResponse:
    """The same sounds as in files of clicks; nothing that a person chooses is sent."""
    shown = {"table": sounds_table(), "slowest": SLOWEST_SPM, "fastest": FASTEST_SPM}
    return shell.page("metronome", visitor, shown)


def sounds_table() -> dict[str, object]:
    """The sounds, and which of them is heard when, as the modules take them."""
    return {
        "sounds": {name: [asdict(tone) for tone in tones] for name, tones in SOUNDS.items()},
        "accents": {accent: dict(feet) for accent, feet in ACCENTS.items()},
        "turns": dict(TURNS),
    }
