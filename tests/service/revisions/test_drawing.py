"""What is drawn of revisions, and a link without faces, of a clip that was really filmed and analysed."""

import asyncio
import base64
import io
import re
import threading

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from serving import CLIP, finished, serving, upload

from service.problems import Problem
from service.reports import analyze_upload
from service.revisions.drawing import DrawnReports
from service.revisions.measuring import OfAnotherVersion


def pictures(page):
    found = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', page)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(each)))).astype(float) for each in found]


def printed_pictures(answer):
    assert answer.status_code == 200
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    return [np.asarray(each.image).astype(float) for each in page.images]


def detail(picture):
    """How much neighbouring pixels differ where the head is: above the hips, which are in the middle."""
    part = picture[150:280, 420:580].mean(axis=2)
    return float(np.abs(np.diff(part, axis=0)).mean() + np.abs(np.diff(part, axis=1)).mean())


def drawings_of(monkeypatch, draw):
    """Of which one picture has to be drawn."""
    monkeypatch.setattr(DrawnReports, "_known", lambda *_: ("one/drawn", frozenset({"frames/000001.jpg"})))
    monkeypatch.setattr(DrawnReports, "_draw", draw)
    return DrawnReports(*[None] * 5, at_once=1)


def test_what_could_not_be_drawn_is_forgotten(monkeypatch):
    def draw(*_):
        raise OfAnotherVersion

    drawings = drawings_of(monkeypatch, draw)
    with pytest.raises(OfAnotherVersion):
        asyncio.run(drawings.place(None, 1, "frames/000001.jpg"))
    assert drawings._asked == {}


def test_of_too_many_who_wait_the_last_are_told_to_come_back_and_nothing_stays_of_any(monkeypatch):
    drawn = threading.Event()
    drawings = drawings_of(monkeypatch, lambda *_: drawn.wait())

    async def many():
        asked = [asyncio.create_task(drawings.place(None, 1, "frames/000001.jpg")) for _ in range(40)]
        await asyncio.wait(asked, timeout=0.2)
        drawn.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    ended = asyncio.run(many())
    turned_away = [each for each in ended if isinstance(each, Problem)]
    assert turned_away and {each.status_code for each in turned_away} == {503}
    assert ended.count("one/drawn") == len(ended) - len(turned_away)
    assert drawings._asked == {}


@pytest.mark.slow
def test_a_link_without_faces_shows_coarse_heads_and_the_same_numbers(tmp_path):
    with serving(tmp_path, analyze_upload) as client:
        address = upload(client, CLIP, speed_mps=3.2, height_cm=178)
        assert client.post(f"{address}/shares", json={"blur_faces": True}).status_code == 409  # not yet
        assert finished(client, address)["status"] == "done"
        made = client.post(f"{address}/shares", json={"blur_faces": True}).json()
        assert made["blur_faces"] and client.get(f"{address}/shares").json()[0]["blur_faces"]
        with_faces = client.get(f"{address}/report.html").text
        without = client.get(made["url"])
        assert without.status_code == 200
        sharp, coarse = pictures(with_faces), pictures(without.text)
        assert len(sharp) == len(coarse) == 6
        for one, other in zip(sharp, coarse, strict=True):
            assert detail(other) < 0.6 * detail(one)
        as_words = [re.sub(r'src="data:[^"]+"', "", page) for page in (with_faces, without.text)]
        assert as_words[0] == as_words[1]

        flag = {"kind": "facts_corrected", "height_cm": 180.0}
        body = {"corrections": [flag]}
        corrected = client.post(f"{address}/corrections", json=body, headers={"If-Match": '"0"'})
        assert corrected.status_code == 201, corrected.text
        newest = client.get(made["url"]).text
        assert "Revision 1" in newest and len(pictures(newest)) == 6
        assert all(detail(c) < 0.6 * detail(s) for c, s in zip(pictures(newest), sharp, strict=True))

        signed = client.post(f"{address}/sign-off", json={"revision": 1, "sheet": {"cues": ["Run tall"]}})
        assert signed.status_code == 201 and "Run tall" in client.get(made["url"]).text
        printed = client.get(made["url"], params={"as": "pdf"})
        sharp, coarse = printed_pictures(client.get(f"{address}/report.pdf")), printed_pictures(printed)
        assert len(sharp) == len(coarse) == 3
        assert all(detail(c) < 0.6 * detail(s) for c, s in zip(coarse, sharp, strict=True))

        assert client.delete(address).status_code == 204
        assert client.get(made["url"]).status_code == 404
    assert not [path for path in tmp_path.rglob("*") if "faceless" in str(path)]
