def test_a_server_without_accounts_answers_to_local_names_only(serve):
    with serve(None) as client:
        answer = client.get("/v1/analyses", headers={"host": "evil.example"})
        assert answer.status_code == 421
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/v1/analyses", headers={"host": "localhost:8000"}).status_code == 200


def test_a_server_without_accounts_that_others_reach_lets_nobody_in(serve):
    with serve(None, host="0.0.0.0") as client:
        answer = client.get("/v1/analyses")
        assert client.get("/healthz").status_code == client.get("/openapi.json").status_code == 200
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
