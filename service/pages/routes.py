"""All pages of the desk."""

from fastapi import APIRouter

from service.pages import analyses, home, login, review

router = APIRouter(include_in_schema=False)
for each in (login, home, analyses, review):
    router.include_router(each.router)
