"""All pages of the desk."""

from fastapi import APIRouter

from service.pages import analyses, athletes, comparing, home, login, review, sheets

router = APIRouter(include_in_schema=False)
for each in (login, home, analyses, athletes, comparing, review, sheets):
    router.include_router(each.router)
