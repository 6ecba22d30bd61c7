def test_the_trail_says_who_did_what_to_what(access):
    for n in range(3):
        access.audit.write("anna", "DELETE", f"/v1/analyses/{n}")
    newest = access.audit.read(limit=2)
    assert [(deed.who, deed.what, deed.to) for deed in newest] == [
        ("anna", "DELETE", "/v1/analyses/2"),
        ("anna", "DELETE", "/v1/analyses/1"),
    ]
    assert newest[0].at >= newest[1].at
    assert [deed.to for deed in access.audit.read(before=newest[1].number, limit=9)] == ["/v1/analyses/0"]


def test_no_line_of_the_trail_can_be_changed_by_what_there_is(access):
    assert [name for name in dir(access.audit) if not name.startswith("_")] == ["read", "write"]
