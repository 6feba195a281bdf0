"""The house rules as functions: each takes the root of a checkout and returns its faults."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOMS = (
    "regions",
    "transparency",
    "outbox",
    "ledger",
    "membership",
    "programs",
    "activities",
    "events",
    "surveys",
    "outside",
    "notes",
    "merchants",
    "sales",
    "settlement",
    "sponsors",
    "rewards",
    "partners",
    "funds",
    "supporters",
    "webhooks",
    "actions",
    "simulation",
    "insight/lake",
    "insight/metrics",
    "insight/disclosure",
    "insight/releases",
)
MAY_TOUCH_THE_DATABASE = {"models", "operations", "queries", "migrations"}
KIT = {"__init__.py", "README.md", "refusal.py", "ids.py", "periods.py", "codes.py"}
WEB_PARTS = ("django.http", "django.forms", "django.urls", "django.template", "django.shortcuts",
             "django.views")  # fmt: skip
FUNCTION_LINES = 70
FILE_LINES = 600
ARGUMENTS = 7
SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|WITH\s+\w+\s+AS\s*\(|"
    r"CREATE\s+(TABLE|FUNCTION|INDEX|OR)|ALTER\s+TABLE|DROP\s+TABLE|LOCK\s+TABLE)\b",
    re.IGNORECASE | re.DOTALL,
)


def _sources(root: Path, under: str = "") -> Iterator[tuple[str, ast.Module, str]]:
    """Yield (path below src/enishi, tree, text) of every module but migrations."""
    base = root / "src" / "enishi"
    for path in sorted((base / under).rglob("*.py")):
        if "migrations" in path.parts or "__pycache__" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(base).as_posix(), ast.parse(text), text


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything a module imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _room_of(path: str) -> str | None:
    return next((room for room in ROOMS if path.startswith(f"{room}/")), None)


def three_files_touch_the_database(root: Path) -> list[str]:
    """In a room only models, operations, queries and migrations import Django."""
    faults = []
    for path, tree, _ in _sources(root):
        room = _room_of(path)
        if room is None:
            continue
        part = path.removeprefix(f"{room}/").split("/")[0].removesuffix(".py")
        if part in MAY_TOUCH_THE_DATABASE:
            continue
        faults += [
            f"{path}:{line} imports {name}; only {room}/models, operations, queries may"
            for line, name in _imports(tree)
            if name.split(".")[0] == "django"
        ]
    return faults


def tables_are_private(root: Path) -> list[str]:
    """A room's models are imported only inside the room."""
    faults = []
    for path, tree, _ in _sources(root):
        for line, name in _imports(tree):
            found = re.match(r"enishi\.(.+?)\.models\b", name)
            if found and not path.startswith(found[1].replace(".", "/") + "/"):
                faults.append(f"{path}:{line} imports the tables of {found[1]}")
    return faults


def rooms_know_no_web(root: Path) -> list[str]:
    """No room imports requests, forms, addresses, templates or views."""
    return [
        f"{path}:{line} imports {name}; pages live in web"
        for path, tree, _ in _sources(root)
        if _room_of(path)
        for line, name in _imports(tree)
        if name.startswith(WEB_PARTS)
    ]


def kit_is_a_closed_list(root: Path) -> list[str]:
    """Adding a file to kit needs a decision record and a line here."""
    found = {path.name for path in (root / "src/enishi/kit").iterdir() if path.is_file()}
    return [f"kit/{name} is not on the list" for name in sorted(found ^ KIT)]


def nothing_grows_too_long(root: Path) -> list[str]:
    """No function over 70 lines, no file over 600."""
    faults = []
    for path, tree, text in _sources(root):
        if (lines := text.count("\n")) > FILE_LINES:
            faults.append(f"{path} has {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    faults.append(f"{path}:{node.lineno} {node.name} has {length} lines")
    return faults


def operations_take_keywords(root: Path) -> list[str]:
    """Public functions of operations: keywords only (one value may lead), at most seven."""
    faults = []
    for path, tree, _ in _sources(root):
        if not re.search(r"/operations(\.py|/)", path):
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            positional = node.args.posonlyargs + node.args.args
            if len(positional) > 1:
                faults.append(f"{path}:{node.lineno} {node.name} takes positional arguments")
            if len(positional) + len(node.args.kwonlyargs) > ARGUMENTS:
                faults.append(f"{path}:{node.lineno} {node.name} takes too many arguments")
    return faults


def activities_has_few_verbs(root: Path) -> list[str]:
    """The waist stays thin: what happened (four verbs), and whom it happened to (two)."""
    text = (root / "src/enishi/activities/operations/__init__.py").read_text(encoding="utf-8")
    listed = [
        ast.literal_eval(node.value)
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    public = {name for names in listed for name in names if name.islower()}
    known = {"record", "record_many", "withdraw", "lift", "hand_over", "forget"}
    return [f"activities.operations.{name}" for name in sorted(public - known)]


def sql_stays_in_sql_files(root: Path) -> list[str]:
    """No SQL text in Python outside migrations; posting lives in ledger/sql."""
    faults = []
    for path, tree, _ in _sources(root):
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and SQL.search(text):
                faults.append(f"{path}:{node.lineno} holds SQL: {text.strip()[:50]!r}")
    return faults


def one_place_catches_everything(root: Path) -> list[str]:
    """`except Exception` stands once, in the outermost worker loop.

    The queue catches once too: what it catches is raised again where the request was made.
    """
    left = ["cli/work.py", "ledger/group_commit.py"]
    faults = []
    for path, tree, _ in _sources(root):
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}:
                if path in left:
                    left.remove(path)
                else:
                    faults.append(f"{path}:{node.lineno} catches everything")
    return faults


def nobody_below_a_page_reads_the_clock(root: Path) -> list[str]:
    """Rooms get `at`; only surfaces and commands look at the clock."""
    faults = []
    for path, tree, _ in _sources(root):
        if _room_of(path) is None and not path.startswith("kit/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if re.search(
                    r"(datetime\.now|date\.today|timezone\.now|time\.time|utcnow)$", called
                ):
                    faults.append(f"{path}:{node.lineno} reads the clock: {called}")
    return faults


def every_module_says_what_it_is(root: Path) -> list[str]:
    """Every module opens with one sentence of its own."""
    return [
        f"{path} has no opening sentence"
        for path, tree, _ in _sources(root)
        if len((ast.get_docstring(tree) or "").split()) < 3
    ]


def _tracked_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the small text files of a checkout."""
    skipped = {".git", ".venv", ".enishi", "__pycache__", "node_modules", ".mypy_cache",
               ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
               "vendor"}  # fmt: skip
    for path in sorted(root.rglob("*")):
        if not path.is_file() or skipped & set(path.relative_to(root).parts):
            continue
        if path.suffix in {".png", ".gz", ".woff2", ".wasm", ".otf", ".mo", ".pyc", ".parquet"}:
            continue
        yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace")


def no_file_names_a_registry(root: Path) -> list[str]:
    """No lock, requirement, manifest or page names a package registry's host."""
    hosts = re.compile(
        r"(pypi" r"\.org|files\.python" r"hosted|registry\.npm" r"js|registry\.yarn" r"pkg)"
    )
    address = re.compile(r"https?://")
    faults = []
    for path, text in _tracked_texts(root):
        if hosts.search(text):
            faults.append(f"{path} names a package registry")
        if re.search(r"(\.lock$|requirements|package-lock\.json$)", path) and address.search(text):
            faults.append(f"{path} holds an address")
        if path.rpartition("/")[2] in {"uv.lock", "pylock.toml"}:
            faults.append(f"{path} must not be tracked")
    return faults


# Rooms whose words reach members: messages, letters, badges, defaults. One file names the word.
_SPEAKING = ("actions", "events", "membership", "outbox", "rights", "ties")
_NAMES_THE_WORD = "ties/kindness.py"


def the_public_never_reads_the_administrative_word(root: Path) -> list[str]:
    """関係人口 stands on no page, mail or badge for members and the public, in no language."""
    word = "関係人口"
    base = root / "src" / "enishi" / "web"
    faults = []
    for surface in ("member", "opendata", "design"):
        for path in sorted((base / surface).rglob("*")):
            if path.suffix in {".html", ".py", ".js", ".txt", ".svg", ".json"} and path.is_file():
                text = path.read_text(encoding="utf-8")
                if word in text or "relational population" in text.lower():
                    faults.append(f"{path.relative_to(base)} says the administrative word")
    for room in _SPEAKING:
        for path in sorted((root / "src" / "enishi" / room).rglob("*.py")):
            name = str(path.relative_to(root / "src" / "enishi"))
            text = path.read_text(encoding="utf-8").lower()
            said = word in text or "relational population" in text
            if said and name != _NAMES_THE_WORD:
                faults.append(f"{name} says the administrative word")
    return faults


def decision_records_are_numbered(root: Path) -> list[str]:
    """The number in a record's file name equals the number in its title; none is missing."""
    faults = []
    numbers = []
    for path in sorted((root / "docs" / "decisions").glob("*.md")):
        found = re.match(r"^(\d{4})-[a-z0-9-]+\.md$", path.name)
        title = path.read_text(encoding="utf-8").splitlines()[0]
        if found is None or not title.startswith(f"# {found[1]} "):
            faults.append(f"{path.name}: title is {title!r}")
        else:
            numbers.append(int(found[1]))
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"records are numbered {numbers}")
    return faults


def commands_and_settings_are_documented(root: Path) -> list[str]:
    """Every command and every environment setting stands in docs/reference."""
    reference = "\n".join(
        path.read_text(encoding="utf-8") for path in (root / "docs/reference").glob("*.md")
    )
    names = set()
    tree = ast.parse((root / "src/enishi/cli/__init__.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if (
            isinstance(target, ast.Name)
            and target.id == "COMMANDS"
            and isinstance(node, ast.AnnAssign)
        ):
            names |= {f"`enishi {name}" for name in ast.literal_eval(ast.unparse(node.value))}  # type: ignore[arg-type]
    for _, _, text in _sources(root):
        names |= {
            f"`{name}`" for name in re.findall(r"[\"'](ENISHI_[A-Z_]+|DATABASE_URL)[\"']", text)
        }
    return [f"{name}` is not in docs/reference" for name in sorted(names) if name not in reference]


def dependencies_are_pinned_by_hash(root: Path) -> list[str]:
    """Every requirement of every lock carries hashes; each direct dependency is locked."""
    faults = []
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    for lock in (
        "requirements.lock",
        "requirements-bench.lock",
        "requirements-dev.lock",
        "requirements-spark.lock",
    ):
        text = (root / lock).read_text(encoding="utf-8")
        faults += [
            f"{lock}: {block.splitlines()[0]} has no hash"
            for block in re.split(r"\n(?=[a-z0-9])", text)
            if re.match(r"[a-z0-9].*==", block) and "--hash=sha256:" not in block
        ]
        for wanted in project["project"]["dependencies"]:
            name = re.split(r"[\[<>=!~ ]", wanted)[0].lower()
            if not re.search(rf"^{re.escape(name)}(\[.*\])?==", text, re.MULTILINE):
                faults.append(f"{lock} does not pin {name}")
    return faults


CHECKS = (
    three_files_touch_the_database,
    tables_are_private,
    rooms_know_no_web,
    kit_is_a_closed_list,
    nothing_grows_too_long,
    operations_take_keywords,
    activities_has_few_verbs,
    sql_stays_in_sql_files,
    one_place_catches_everything,
    nobody_below_a_page_reads_the_clock,
    every_module_says_what_it_is,
    no_file_names_a_registry,
    the_public_never_reads_the_administrative_word,
    decision_records_are_numbered,
    commands_and_settings_are_documented,
    dependencies_are_pinned_by_hash,
)
