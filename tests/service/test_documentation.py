import json

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from service.app import create_app
from service.settings import Settings


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    app = create_app(Settings(data=tmp_path_factory.mktemp("data")))
    return json.loads(json.dumps(app.openapi()))


def operations(document):
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def contents(operation):
    return [
        (kind, content)
        for answer in operation["responses"].values()
        for kind, content in answer.get("content", {}).items()
    ]


def test_every_call_is_explained(document):
    for name, operation in operations(document):
        assert operation.get("summary"), name
        assert operation.get("description"), name
        assert operation.get("tags"), name


def test_every_call_has_a_short_name_of_its_own_for_generated_clients(document):
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "v1" in name]


def test_every_parameter_and_every_field_of_the_upload_is_explained(document):
    for name, operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (name, parameter["name"])
    for name, field in document["components"]["schemas"]["UploadForm"]["properties"].items():
        assert field.get("description"), name


@pytest.mark.parametrize(
    "path",
    ["/v1/keys", "/v1/webhooks", "/v1/athletes", "/v1/batches", "/v1/uploads", "/v1/analyses/{id}/shares"],
)
def test_what_there_may_be_only_so_much_of_says_so(document, path):
    content = document["paths"][path]["post"]["responses"]["409"]["content"]["application/problem+json"]
    assert " may have at most " in content["examples"]["too-many"]["value"]["detail"]


def test_every_example_is_valid(document):
    registry = Registry().with_resource("urn:api", Resource(contents=document, specification=DRAFT202012))
    checked = 0
    for name, operation in operations(document):
        for _, content in contents(operation):
            examples = [item["value"] for item in content.get("examples", {}).values()]
            examples += [content["example"]] if "example" in content else []
            for example in examples:
                schema = json.loads(json.dumps(content["schema"]).replace('"#/', '"urn:api#/'))
                problems = list(Draft202012Validator(schema, registry=registry).iter_errors(example))
                assert not problems, (name, problems)
                checked += 1
    assert checked > 20


def test_every_error_is_a_problem(document):
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)


def test_files_are_announced_with_their_media_type(document):
    answers = document["paths"]["/v1/analyses/{id}/annotated.mp4"]["get"]["responses"]
    assert list(answers["200"]["content"]) == ["video/mp4"]


def test_every_reference_resolves(document):
    text = json.dumps(document)
    names = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= set(document["components"]["schemas"])
