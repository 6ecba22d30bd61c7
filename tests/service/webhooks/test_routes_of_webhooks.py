from serving import serving


def test_a_webhook_over_http(tmp_path):
    with serving(tmp_path, None, webhooks=True) as client:
        made = client.post("/v1/webhooks", json={"url": "https://club.example/hook"})
        assert made.status_code == 201
        assert made.json()["secret"].startswith("whsec_")
        assert made.headers["cache-control"] == "no-store"
        address = made.headers["location"]
        shown = client.get(address).json()
        assert "secret" not in shown
        assert client.get("/v1/webhooks").json() == [shown]
        assert client.get(f"{address}/deliveries").json() == []
        assert client.post(f"{address}/deliveries/none/resend").status_code == 404
        for url in ("http://club.example/", "https://169.254.169.254/", "nothing"):
            refused = client.post("/v1/webhooks", json={"url": url})
            assert (refused.status_code, refused.json()["detail"][:4]) == (422, "url ")
        assert client.delete(address).status_code == 204
        assert client.get(address).json()["type"] == "urn:midstance:problem:unknown-webhook"


def test_without_the_setting_nothing_leads_out(tmp_path):
    with serving(tmp_path, None) as client:
        answer = client.post("/v1/webhooks", json={"url": "https://club.example/hook"})
    assert answer.status_code == 409
    assert "MIDSTANCE_WEBHOOKS=true" in answer.json()["detail"]
