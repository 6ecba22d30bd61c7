import pytest
from club import PASSWORD

from service.access.parts import Access


@pytest.fixture
def access(engine, settings):
    return Access(engine, settings)


@pytest.fixture
def people(access):
    """The ids of an admin, a runner and a coach."""
    return {
        name: access.accounts.add(name, role, PASSWORD).id
        for name, role in (("anna", "admin"), ("ben", "runner"), ("cleo", "coach"))
    }
