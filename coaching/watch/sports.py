"""What a file says was done, in the words of many makers."""

NOT_ON_FOOT = ("cycl", "bik", "ride", "swim", "row", "ski", "skat", "paddl", "sail", "surf", "driv")
RUN_OF_STRAVA = "9"


def is_other(sport: str | None) -> bool:
    """Whether it is named as a sport that is not on foot."""
    return any(word in (sport or "").lower() for word in NOT_ON_FOOT)


def is_running(sport: str | None) -> bool:
    """Whether it is named as running."""
    return "run" in (sport or "").lower() or sport == RUN_OF_STRAVA
