from hypothesis import given
from hypothesis import strategies as st

from service.fingerprints import Fingerprint

FORM = b'--%(b)s\r\nContent-Disposition: form-data; name="file"\r\n\r\nclip %(c)s-\r\n--%(b)s--\r\n'


def of(body, *, key="k", address="/v1/analyses?", kind="multipart/form-data; boundary=xyx", cuts=()):
    fingerprint = Fingerprint(key, address, kind)
    for start, end in zip((0, *sorted(cuts)), (*sorted(cuts), len(body)), strict=True):
        fingerprint.take(body[start:end])
    return fingerprint.text()


def form(boundary, clip=b"--x"):
    return FORM % {b"b": boundary, b"c": clip}


@given(st.lists(st.integers(0, len(form(b"xyx"))), max_size=20))
def test_how_a_body_is_cut_on_its_way_does_not_matter(cuts):
    assert of(form(b"xyx"), cuts=cuts) == of(form(b"xyx"))


def test_the_same_form_with_another_boundary_is_the_same():
    assert of(form(b"xyx")) == of(form(b"longer-one"), kind='multipart/form-data; boundary="longer-one"')


def test_what_differs_in_body_address_kind_or_key_differs():
    known = of(form(b"xyx"))
    assert of(form(b"xyx", clip=b"--y")) != known
    assert of(form(b"xyx"), address="/v1/batches?") != known
    assert of(form(b"xyx"), kind="text/plain") != known
    assert of(form(b"xyx"), key="other") != known


@given(st.text(st.characters(codec="latin-1")))
def test_any_content_type_has_a_fingerprint(kind):
    assert of(b"body", kind=kind) == of(b"body", kind=kind, cuts=[2])
