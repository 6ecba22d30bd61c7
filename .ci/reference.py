"""Write the reference of the front doors' names to a folder, site/ unless another is named.

Usage: python .ci/reference.py [FOLDER]
"""

import ast
import inspect
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from pdoc import doc, render

ROOT = Path(__file__).parents[1]
DOORS = ("vision", "coaching", "lab")
BETWEEN = r"(?:<[^>]+>|\s)*"
WORDS = re.findall(r"\w+|\S", "numpy.ndarray[tuple[typing.Any, ...], numpy.dtype[numpy.")
ARRAY = re.compile(BETWEEN.join([*map(re.escape, WORDS), r"(?P<kind>\w+)", r"\]\]"]))
"""A type as numpy spells it out, with the tags that colour it."""


def document(name: str) -> doc.Module:
    """A front door with all of its names, of which it loads none by itself."""
    door = import_module(name)
    for public in door.__all__:
        vars(door)[public] = getattr(door, public)
    documented = doc.Module(door)
    documented.submodules = []  # only the front door is public
    sources = origins(door)
    for member in documented.members.values():
        if isinstance(member, doc.Variable):
            member.docstring = words(member.name, sources[member.name])
        elif isinstance(member, doc.Class):
            say_shapes(member)
    return documented


def say_shapes(cls: doc.Class) -> None:
    """Of a field the comment beside it, where shapes and units stand."""
    for name, comment in re.findall(r"^    (\w+): [^#\n]+  # (.+)$", inspect.getsource(cls.obj), re.M):
        if not cls.members[name].docstring:
            cls.members[name].docstring = comment


def origins(door: ModuleType) -> dict[str, str]:
    """The module of each name, as the stub says it."""
    stub = ast.parse(Path(str(door.__file__)).with_suffix(".pyi").read_text(encoding="utf-8"))
    return {
        alias.name: f"{door.__name__}.{node.module}"
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def words(name: str, module: str) -> str:
    """What stands under a constant or a type where it is made; where it is only handed on, follows it."""
    body = parsed(module).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.ImportFrom) and name in {alias.name for alias in node.names}:
            return words(name, str(node.module))
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = {
            each.id
            for target in filter(None, targets)
            for each in ast.walk(target)
            if isinstance(each, ast.Name)
        }
        if name in names and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            return inspect.cleandoc(str(after.value.value))
    return ""


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(import_module(module)))


def undocumented(documented: doc.Module) -> list[str]:
    """Public names without a docstring, with the methods and properties of classes."""
    missing = [member.fullname for member in documented.members.values() if not member.docstring]
    for cls in documented.members.values():
        if isinstance(cls, doc.Class):
            missing += [
                member.fullname
                for member in cls.own_members
                if member.name[0] != "_" and isinstance(member, doc.Function) and not member.docstring
            ]
    return missing


def write(folder: Path) -> list[str]:
    """The pages; what has no words comes back."""
    render.configure(docformat="markdown", show_source=False, search=True, footer_text="Midstance")
    documented = {name: document(name) for name in DOORS}
    folder.mkdir(parents=True, exist_ok=True)
    for name, module in documented.items():
        page = ARRAY.sub(r"NDArray[\g<kind>]", render.html_module(module, documented))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    (folder / "index.html").write_text(render.html_index(documented), encoding="utf-8")
    (folder / "search.js").write_text(render.search_index(documented), encoding="utf-8")
    return [name for module in documented.values() for name in undocumented(module)]


if __name__ == "__main__":
    without_words = write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site")
    if without_words:
        sys.exit("These public names have no docstring: " + ", ".join(without_words))
