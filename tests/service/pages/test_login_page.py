import pytest
from axe import violations
from club import PASSWORD, found

from service.settings import Settings


@pytest.fixture
def server(serve, sqlite_database, tmp_path):
    with serve(None, database=sqlite_database) as client:
        found(client, Settings(data=tmp_path, database=sqlite_database)).access.close()
        yield client


def test_a_browser_logs_in_goes_where_it_was_going_and_logs_out(server, visit):
    page = visit(server, "/?status=done")
    assert violations(page) == []
    page.get_by_label("Name").fill("coach")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").filter(has_text="password").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?status=done")
    assert violations(page) == []
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    page.goto("/")
    page.wait_for_url("**/login?to=*")


@pytest.mark.parametrize("to", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere"])
def test_nobody_is_sent_elsewhere_after_the_login(server, to):
    assert server.get("/login", params={"to": to}).status_code == 422
