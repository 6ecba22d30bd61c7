"""What a process does that looks into clips; it is waited for, and imports no more than decoding takes."""

import math
import resource
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from service.child import OUT_OF_MEMORY, limit_process, reason_of, unusable_files
from service.isolation import isolate
from vision import MidstanceError, Reason, open_video

_IDLE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a clip may be at most, and what looking into it may use up."""

    longest_s: float
    largest_px: int
    most_frames: int
    processor_s: int
    memory_mib: int

    @property
    def patience_s(self) -> float:
        """How long a client is kept waiting for that."""
        return 2.0 * self.processor_s


def look_into_clips(pipe: Connection, bounds: Bounds) -> None:
    """Answer each clip and its name with what is wrong with it, until none comes for a minute."""
    limit_process(memory_mib=bounds.memory_mib)
    isolate()
    pipe.send("ready")
    while pipe.poll(_IDLE_S):
        try:
            video, name = pipe.recv()
        except EOFError:
            return
        limit_processor(bounds.processor_s)
        pipe.send(_fault_of(video, name, bounds))


def limit_processor(more_s: int) -> None:
    """From here on this process may use so much processor time more, then a signal ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + more_s, most))


def _fault_of(video: Path, name: str, bounds: Bounds) -> Reason | None:
    try:
        open_video(
            video,
            name=name,
            longest_s=bounds.longest_s,
            largest_px=bounds.largest_px,
            most_frames=bounds.most_frames,
        )
    except MidstanceError as error:
        return reason_of(error)
    except OSError as error:
        return unusable_files(error)
    except MemoryError:
        return OUT_OF_MEMORY
    return None
