"""All pages of the desk."""

from fastapi import APIRouter

from service.pages import (
    agreement,
    analyses,
    athletes,
    comparing,
    correcting,
    home,
    login,
    metronome,
    persons,
    plans,
    review,
    sheets,
    trends,
)

router = APIRouter(include_in_schema=False)
for each in (
    login,
    home,
    analyses,
    athletes,
    comparing,
    review,
    correcting,
    persons,
    agreement,
    sheets,
    trends,
    plans,
    metronome,
):
    router.include_router(each.router)
