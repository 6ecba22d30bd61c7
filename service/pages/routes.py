"""All pages of the desk."""

from fastapi import APIRouter

from service.pages import analyses, athletes, home, login, review, sheets

router = APIRouter(include_in_schema=False)
for each in (login, home, analyses, athletes, review, sheets):
    router.include_router(each.router)
