"""The rules that keep the folder listing a diagram of the flow."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import coaching
import lab
import vision

ROOT = Path(__file__).parents[1]
PACKAGES = ("vision", "coaching", "lab", "service")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
NOUNS = {"datatypes", "errors", "skeletons"}
STAGES = {
    "video", "landmarks", "persons", "tracks", "filtering", "scene", "events", "definitions", "mass",
    "metrics", "camera", "belt",
    "footage", "inset", "occlusion", "continuity", "vertical", "instants", "rear", "findings", "flags",
    "overlay", "report", "exports", "imports", "quality", "corrections",
}  # fmt: skip
SHARED = {  # arithmetic, tables and tools that several stages use
    "algebra", "bobbing", "both_legs", "circumstances", "clip_measures", "clip_settings", "contact_rules",
    "curves", "limits",
    "cuts", "cycles", "files", "intervals", "kinematics", "landmark_offsets", "lines", "lost_frames",
    "measure_groups", "memory", "motion", "networks", "norms", "numbers", "pace", "passage", "pictures",
    "progress", "proportions", "repeats", "fades", "interpolation", "jumps", "measured_legs", "replays",
    "report_files", "robust", "runtimes",
    "series", "shuffled", "side_by_side", "spring", "steadiness", "step_measures", "step_values",
    "stepping", "stretches", "tables", "packing", "thinning", "typed_json", "withholding", "yaw", "zoom",
}  # fmt: skip
ABOVE_STAGES = {
    "__init__",
    "survey",
    "following",
    "opening",
    "pipeline",
    "analysis",
    "stages",
    "clip_facts",
    "stretch",
    "placing",
    "revision",
    "pairing",
    "comparison",
    "comparison_view",
    "within_clip",
    "agreement",
    "trend",
    "outputs",
    "exporting",
}  # the front door, and who sees several stages
MAY_USE = {  # files are an edge: a clip is read anew, several people are told apart, and force makes steps
    "overlay": {"video"},
    "imports": {"persons", "events"},
}
WEB = {"fastapi", "starlette", "uvicorn", "typer", "pydantic", "service"}
ABOVE = {"vision": WEB | {"coaching", "lab"}, "coaching": WEB | {"lab"}, "lab": WEB | {"coaching"}}
DOORS = {"coaching": {"vision"}, "lab": {"vision"}, "service": {"vision", "coaching", "lab"}}
LONGEST_MODULE = 300


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> list[str]:
    """What a file imports anywhere in it, as dotted names."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def package_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def stage_of(path: Path) -> str:
    """The room of a file of `vision`: its module, or the package that it is a part of."""
    return path.relative_to(ROOT / "vision").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_grows_past_the_limit(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_package_knows_those_above_it_or_the_web(path):
    assert not {name.partition(".")[0] for name in imports(path)} & ABOVE.get(package_of(path), set())


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if p.is_relative_to(ROOT / "vision") and stage_of(p) not in ABOVE_STAGES],
    ids=name_of,
)
def test_no_stage_imports_another(path):
    room = stage_of(path)
    used = {name.split(".")[1] for name in imports(path) if name.startswith("vision.")}
    used -= {room} | MAY_USE.get(room, set())
    assert not used & (STAGES | ABOVE_STAGES)
    if room in NOUNS:
        assert used <= NOUNS


@pytest.mark.parametrize("path", [p for p in MODULES if package_of(p) in DOORS], ids=name_of)
def test_packages_enter_others_by_the_front_door(path):
    for package in DOORS[package_of(path)]:
        used = {name for name in imports(path) if name.partition(".")[0] == package}
        assert used <= {f"{package}.{name}" for name in import_module(package).__all__}


@pytest.mark.parametrize("package", [vision, coaching, lab], ids=lambda package: package.__name__)
def test_the_front_doors_open_to_every_name(package):
    assert all(hasattr(package, name) for name in package.__all__)


def test_every_room_is_either_noun_shared_stage_or_above():
    rooms = {stage_of(path) for path in MODULES if path.is_relative_to(ROOT / "vision")}
    listed = [*NOUNS, *SHARED, *STAGES, *ABOVE_STAGES]
    assert sorted(listed) == sorted(rooms), "name every room of vision once, in the set that it belongs to"


def drawn_tree(text):
    """The classes that are drawn, each with the one it hangs on."""
    above, found = ["MidstanceError"], {}
    for line in text.splitlines():
        if branch := re.match(r"([│ ]*)[├└]── (\w+)", line):
            depth = len(branch[1]) // 4 + 1
            above[depth:] = [branch[2]]
            found[branch[2]] = above[depth - 1]
    return found


@pytest.mark.parametrize("package", ["vision", "coaching", "lab"])
def test_the_error_tree_is_drawn_as_it_is(package):
    errors = import_module(f"{package}.errors")
    classes = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
    del classes["MidstanceError"]
    assert drawn_tree(errors.__doc__) == {name: kind.__base__.__name__ for name, kind in classes.items()}


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=name_of)
def test_every_test_file_is_named_for_what_it_tests(path):
    """tests/vision/test_events.py tests vision/events.py; a longer name says which part of it."""
    folder = ROOT / path.relative_to(ROOT / "tests").parent
    parts = {module.stem for module in folder.rglob("*.py")} | {package.name for package in folder.glob("*/")}
    name = path.stem.removeprefix("test_")
    assert folder == ROOT or any(f"{name}_".startswith(f"{part}_") for part in parts)


def test_every_module_of_the_service_has_its_tests():
    modules = {path.stem for path in (ROOT / "service").glob("[a-z]*.py")}
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "service").glob("test_*.py")}
    assert modules == tests
