import pytest
from playwright.sync_api import expect

from service.pages.shell import FOREVER

HTML = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture
def server(serve):
    with serve(None) as client:
        yield client


def test_a_page_may_run_its_own_modules_and_ask_its_own_server_only(server):
    policy = server.get("/", headers=HTML).headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "style-src 'self';" in policy
    assert "unsafe" not in policy and "http" not in policy


def test_a_file_of_the_pages_is_asked_for_once(server):
    page = server.get("/", headers=HTML).text
    address = next(part for part in page.split('"') if part.endswith("desk.css"))
    answer = server.get(address)
    assert answer.status_code == 200 and answer.headers["cache-control"] == FOREVER
    assert (
        server.get(address.replace("desk.css", "report.css")).headers["content-type"].startswith("text/css")
    )


def test_files_of_another_version_are_not_taken_for_these(server):
    page = server.get("/", headers=HTML).text
    address = next(part for part in page.split('"') if part.endswith("desk.css"))
    version = address.split("/")[2]
    for name in ("desk.css", "report.css", "api.js"):
        assert server.get(f"/static/{version}/{name}").status_code == 200
        other = server.get(f"/static/0000000000000000/{name}")
        assert other.status_code == 404 and other.headers["cache-control"] != FOREVER


@pytest.mark.parametrize(
    "path", ["/static/x/../shell.py", "/static/x/%2e%2e/shell.py", "/static/x/", "/static/"]
)
def test_nothing_else_is_served_with_them(server, path):
    assert server.get(path).status_code == 404


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_link_of_the_navigation_lies_in_the_picture(server, visit, width):
    page = visit(server, "/plans", size={"width": width, "height": 844})
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_count(7)
    for link in links.all():
        place = link.bounding_box()
        assert place["x"] >= 0 and place["x"] + place["width"] <= width and place["height"] >= 24
        expect(link).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
