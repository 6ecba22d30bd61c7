import works


def test_a_local_server_does_not_answer_to_foreign_names(serve):
    with serve(works.report) as client:
        answer = client.get("/v1/analyses", headers={"host": "evil.example"})
        assert answer.status_code == 421
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/v1/analyses", headers={"host": "localhost:8000"}).status_code == 200


def test_a_server_that_was_opened_answers_to_any_name(serve):
    with serve(works.report, host="0.0.0.0") as client:
        assert client.get("/v1/analyses", headers={"host": "club.example"}).status_code == 200
