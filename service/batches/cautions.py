"""What in the list of a batch is most likely a slip."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from service.batches.manifest import ListedClip
from service.batches.running import WorkList
from vision import PERSON, clips_text


def cautions(listed: Sequence[ListedClip], clips: Sequence[ListedClip], work: WorkList) -> Iterator[str]:
    """A sentence for each; `clips` are those listed, each once."""
    if twice := len(listed) - len(clips):
        was, counts = ("was", "counts") if twice == 1 else ("were", "count")
        yield f"{clips_text(twice)} {was} listed twice, and {counts} once."
    yield from _of_two_athletes(clips, work)


def _of_two_athletes(clips: Iterable[ListedClip], work: WorkList) -> Iterator[str]:
    """Of each content that is given to several, unless other persons in it are pointed at."""
    given: dict[tuple[object, ...], list[ListedClip]] = defaultdict(list)
    for clip in clips:
        if clip.athlete and clip in work.keys:
            sha256 = work.tasks[work.keys[clip]].sha256
            given[sha256, *(getattr(clip.settings, name) for name in PERSON)].append(clip)
    for same in given.values():
        athletes = dict.fromkeys(clip.athlete for clip in same if clip.athlete)
        if len(athletes) > 1:
            names = list(dict.fromkeys(clip.name for clip in same))
            which = f"{names[0]} is" if len(names) == 1 else f"{_and(names)} are one clip, which is"
            yield f"{which} given to {_and(list(athletes))}: see whose it is, and mend the list."


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
