from service.operations.tallies import count, counted


def test_tallies_begin_at_nothing_and_add_up(engine):
    assert set(counted(engine).values()) == {0.0}
    for amount in (1.0, 2.5):
        with engine.begin() as connection:
            count(connection, "video_s", amount)
    assert counted(engine)["video_s"] == 3.5


def test_what_is_rolled_back_is_not_counted(engine):
    with engine.connect() as connection:
        count(connection, "attempts")
        connection.rollback()
    assert counted(engine)["attempts"] == 0
