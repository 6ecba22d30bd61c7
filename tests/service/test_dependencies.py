from admitting import record

from service.analyses import Analyses
from service.database import connect


def test_the_analysis_of_somebody_else_is_unknown(serve, tmp_path):
    with serve(None) as client:
        engine = connect(f"sqlite:///{tmp_path / 'midstance.db'}")
        with engine.begin() as connection:
            Analyses(engine).add(connection, record("01", owner="somebody"), "job")
        engine.dispose()
        theirs, nobodys = client.get("/v1/analyses/01"), client.get("/v1/analyses/02")
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.json() == nobodys.json()
        assert client.get("/v1/analyses").json() == []
