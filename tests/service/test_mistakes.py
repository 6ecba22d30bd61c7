import pytest
from pydantic import ValidationError

from service.mistakes import in_words
from service.models import AnalysisSettings
from service.settings import Settings


def complaint(model, **given):
    with pytest.raises(ValidationError) as caught:
        model(**given)
    return in_words(caught.value.errors())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"speed_mps": 40}, "speed_mps must be a number from 0.5 to 12 metres a second, not 40."),
        ({"height_cm": "1,78"}, "height_cm must be a number from 100 to 230 centimetres, not 1,78."),
        ({"mass_kg": float("nan")}, "mass_kg must be a number from 25 to 250 kilograms, not nan."),
        ({"height_cm": ""}, "height_cm must be a number from 100 to 230 centimetres."),
        ({"sex": "x"}, "sex must be f or m, not x."),
        ({"sex": "x" * 300}, f"sex must be f or m, not {'x' * 40}…."),
        ({"sex": "x\ny"}, "sex must be f or m, not x y."),
        ({"heigth_cm": 170}, "heigth_cm is no field of this form: check its spelling."),
    ],
)
def test_a_mistake_says_what_to_give_instead(given, words):
    assert complaint(AnalysisSettings, **given) == words


def test_numbers_of_the_server_say_their_bounds():
    words = complaint(Settings, port=-1, workers=65)
    assert words == "port must be at least 0, not -1; workers must be at most 64, not 65."


def test_a_mistake_is_named_as_it_was_written():
    with pytest.raises(ValidationError) as caught:
        AnalysisSettings(view="top")
    words = in_words(caught.value.errors(), lambda field: f"--{field}")
    assert words == "--view must be auto, side or rear, not top."
