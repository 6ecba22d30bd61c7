"""All pages of the desk."""

from fastapi import APIRouter

from service.pages import home, login, review

router = APIRouter(include_in_schema=False)
for each in (login, home, review):
    router.include_router(each.router)
