"""All pages of the desk."""

from fastapi import APIRouter

from service.pages import analyses, athletes, comparing, correcting, home, login, review, sheets

router = APIRouter(include_in_schema=False)
for each in (login, home, analyses, athletes, comparing, review, correcting, sheets):
    router.include_router(each.router)
