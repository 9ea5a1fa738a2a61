"""Edits of the kinds that fixes are made of, written in the user's own style."""

from collections.abc import Sequence

import libcst as cst

from kerascope.fixes.edit import Edit, Fix
from kerascope.program.call import Call
from kerascope.program.program import Import, TrainingProgram
from kerascope.reader.library import usual_names
from kerascope.source.lines import Lines, newline_of
from kerascope.source.origin import Origin
from kerascope.source.position import Position, Range

_PRIVATE = "tensorflow.python."


class CannotEdit(Exception):
    """The edit cannot be written here; the rule then offers none."""


class Editor:
    """Collects the edits of one fix."""

    def __init__(self, program: TrainingProgram) -> None:
        self._program = program
        self._edits: list[Edit] = []

    def fix(self, title: str, *, safe: bool) -> Fix:
        """The collected edits as a fix."""
        return Fix(
            title, safe, tuple(sorted(set(self._edits), key=lambda e: (e.cell or 0, e.range)))
        )

    def replace(self, origin: Origin, text: str) -> None:
        """Put ``text`` where the node stands."""
        self._edits.append(Edit(origin.cell, origin.range, text))

    def insert(self, cell: int | None, at: Position, text: str) -> None:
        """Put ``text`` before what is at a position."""
        self._edits.append(Edit(cell, Range(at, at), text))

    def delete_statement(self, origin: Origin) -> None:
        """Remove the whole lines of a statement that stands alone on them."""
        where = origin.range
        text, lines = self._text(origin.cell)
        end = where.end.line + 1
        whole = text[lines.starts[where.start.line - 1] : lines.offset(where.end)]
        if whole.strip() != origin.text.strip():
            raise CannotEdit
        last = Position(end, 1) if end <= len(lines.starts) else where.end
        self._edits.append(Edit(origin.cell, Range(Position(where.start.line, 1), last), ""))

    def set_argument(self, call: Call, name: str, text: str) -> None:
        """Give a parameter another value: the written one is replaced, else it is added last."""
        if name in call.arguments:
            self.replace(value_of(call.arguments[name]), text)
        else:
            self.add_argument(call, f"{name}={text}")

    def rename_argument(self, call: Call, old: str, new: str) -> None:
        """Rename a keyword argument."""
        place = call.arguments[old]
        node = place.node
        if not isinstance(node, cst.Arg) or node.keyword is None:
            raise CannotEdit
        self.replace(Origin(place.piece, node.keyword), new)

    def add_argument(self, call: Call, text: str) -> None:
        """Add an argument at the end, on a line of its own where the last one has one."""
        node = call.origin.node
        if not isinstance(node, cst.Call):
            raise CannotEdit
        end = call.origin.range.end
        if not node.args:
            self.insert(call.origin.cell, Position(end.line, end.column - 1), text)
            return
        last = Origin(call.origin.piece, node.args[-1].value).range
        argument = Origin(call.origin.piece, node.args[-1])
        start, lone = argument.range.start, self._begins_line(argument)
        parens = getattr(node.args[-1].value, "rpar", ())
        at = Position(last.end.line, last.end.column + len(parens))
        if lone and start.line != call.origin.range.start.line:
            ending = newline_of(self._text(call.origin.cell)[0])
            indent = self._indent(call.origin.cell, start.line)
            self.insert(call.origin.cell, at, f",{ending}{indent}{text}")
        else:
            self.insert(call.origin.cell, at, f", {text}")

    def remove_argument(self, call: Call, name: str) -> None:
        """Take an argument out, with the comma that goes with it."""
        node, place = call.origin.node, call.arguments.get(name)
        if not isinstance(node, cst.Call) or place is None:
            raise CannotEdit
        index = next((i for i, arg in enumerate(node.args) if arg is place.node), None)
        if index is None:
            raise CannotEdit
        self._remove(call.origin, node.args, index)

    def remove_element(self, owner: Origin, index: int) -> None:
        """Take an element out of a list or tuple display."""
        node = owner.node
        if not isinstance(node, cst.List | cst.Tuple):
            raise CannotEdit
        self._remove(owner, node.elements, index)

    def _remove(self, owner: Origin, siblings: Sequence[cst.CSTNode], index: int) -> None:
        def place(i: int) -> Range:
            return _bare(Origin(owner.piece, siblings[i]))

        here = place(index)
        if index + 1 < len(siblings):
            self._edits.append(Edit(owner.cell, Range(here.start, place(index + 1).start), ""))
        elif index > 0:
            self._edits.append(Edit(owner.cell, Range(place(index - 1).end, here.end), ""))
        else:
            self._edits.append(Edit(owner.cell, here, ""))

    def insert_element(self, owner: Origin, index: int, text: str) -> None:
        """Put an element before the one at ``index`` of a list display, laid out like it."""
        node = owner.node
        if not isinstance(node, cst.List | cst.Tuple) or index > len(node.elements):
            raise CannotEdit
        if not node.elements:
            end = owner.range.end
            self.insert(owner.cell, Position(end.line, end.column - 1), text)
            return
        if index == len(node.elements):
            last = Origin(owner.piece, node.elements[-1].value)
            start = last.range.start
            spaced = self._begins_line(last)
            ending = newline_of(self._text(owner.cell)[0])
            joint = f",{ending}{' ' * (start.column - 1)}" if spaced else ", "
            self.insert(owner.cell, last.range.end, joint + text)
            return
        before = Origin(owner.piece, node.elements[index].value)
        start = before.range.start
        if self._begins_line(before):
            ending = newline_of(self._text(owner.cell)[0])
            self.insert(owner.cell, start, f"{text},{ending}{' ' * (start.column - 1)}")
        else:
            self.insert(owner.cell, start, f"{text}, ")

    def insert_before(self, origin: Origin, *statements: str) -> None:
        """Put statements on lines of their own before the one a node stands in."""
        first = self.statement_of(origin).range.start
        ending = newline_of(self._text(origin.cell)[0])
        indent = self._indent(origin.cell, first.line)
        text = "".join(f"{indent}{line}{ending}" for line in statements)
        self.insert(origin.cell, Position(first.line, 1), text)

    def insert_after(self, origin: Origin, *statements: str) -> None:
        """Put statements on lines of their own after the one a node stands in."""
        where = self.statement_of(origin).range
        content, lines = self._text(origin.cell)
        ending = newline_of(content)
        indent = self._indent(origin.cell, where.start.line)
        text = "".join(f"{indent}{line}{ending}" for line in statements)
        following = where.end.line + (0 if where.end.column == 1 else 1)
        if following <= len(lines.starts):
            self.insert(origin.cell, Position(following, 1), text)
        else:
            at_end = (ending + text).removesuffix(ending)
            self.insert(origin.cell, lines.position(len(content)), at_end)

    def statement_of(self, origin: Origin) -> Origin:
        """The innermost statement that a node is part of."""
        statement = next(origin.around(cst.BaseStatement), None)
        if statement is None:
            raise CannotEdit
        return statement

    def name_for(self, canonical: str) -> str:
        """How the user would write a library name here; the import it needs is added."""
        imports = self._program.imports
        found = _bound(canonical, self._early()) or _bound(canonical, imports)
        found = found or self._as_beside(canonical)
        return found if found is not None else self._import(canonical)

    def _early(self) -> tuple[Import, ...]:
        """The imports before the first model is compiled: what a late cell imports is not there yet
        where an edit may stand."""
        compiled = [_order(each.origin) for each in self._program.compiles if not each.origin.path]
        imports = self._program.imports
        if not compiled:
            return imports
        return tuple(each for each in imports if _order(each.statement) < min(compiled))

    def _as_beside(self, canonical: str) -> str | None:
        """In a snippet without imports: a name as the snippet writes others of its kind."""
        module, _, name = canonical.rpartition(".")
        homes = ("keras", "tensorflow", canonical.partition(".")[0])
        if any(found.canonical.startswith(homes) for found in self._program.imports):
            return None
        for call in self._program.calls:
            written = call.origin.text.partition("(")[0]
            home, _, kin = call.name.rpartition(".")
            if home == module and written.endswith(f".{kin}"):
                return f"{written[: -len(kin)]}{name}"
        return name if usual_names.usual(name) == canonical else None

    def _import(self, canonical: str) -> str:
        module, _, name = canonical.rpartition(".")
        for found in self._program.imports:
            beside = found.of_name and found.canonical.rpartition(".")[0] == module
            if beside and _names_its_home(found) and self._extend(found, name):
                return name
        self._add_import(module, name)
        return name

    def _extend(self, found: Import, name: str) -> bool:
        """Add a name to a ``from module import ...`` that is there already."""
        node = found.statement.node
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            return False
        last = Origin(found.statement.piece, node.names[-1])
        if self._begins_line(last) and last.range.start.line != found.statement.range.start.line:
            ending = newline_of(self._text(last.cell)[0])
            indent = self._indent(last.cell, last.range.start.line)
            self.insert(last.cell, _bare(last).end, f",{ending}{indent}{name}")
        else:
            self.insert(last.cell, _bare(last).end, f", {name}")
        return True

    def _add_import(self, module: str, name: str) -> None:
        """A new import line after the last one at the top level."""
        tops = [i for i in self._program.imports if i.statement.range.start.column == 1]
        if not tops:
            raise CannotEdit
        ours = [i for i in tops if i.canonical.startswith("keras")]
        public = [i for i in ours if not i.written.startswith(_PRIVATE)]
        root = next(iter(public or ours), None)
        if module.startswith("keras") and root is not None:
            written = root.written
            prefix = written[: written.index("keras") + len("keras")]
            module = prefix + module[len("keras") :]
        anchor = root or tops[-1]
        self.insert_after(anchor.statement, f"from {module} import {name}")

    def quoted(self, text: str, like: Origin | None = None) -> str:
        """A string literal in the quotes that the user uses (there, or in most places)."""
        if like is not None and like.text[:1] in "\"'":
            mark = like.text[0]
        else:
            whole = "".join(cell.text for cell in self._program.document.cells)
            mark = "'" if whole.count("'") > whole.count('"') else '"'
        return f"{mark}{text}{mark}"

    def _text(self, cell: int | None) -> tuple[str, Lines]:
        if cell not in {each.index for each in self._program.document.cells}:
            raise CannotEdit
        text = self._program.document.text_of(cell)
        return text, Lines(text)

    def _indent(self, cell: int | None, line: int) -> str:
        text, lines = self._text(cell)
        start = lines.starts[line - 1]
        rest = text[start : start + 500]
        return rest[: len(rest) - len(rest.lstrip(" \t"))]

    def _begins_line(self, origin: Origin) -> bool:
        text, lines = self._text(origin.cell)
        start = origin.range.start
        return not text[lines.starts[start.line - 1] : lines.offset(start)].strip()


def _bound(canonical: str, imports: tuple[Import, ...]) -> str | None:
    """A library name by way of one of some imports."""
    exact = [i for i in imports if i.canonical == canonical]
    if exact:
        return exact[-1].bound
    modules = [i for i in imports if canonical.startswith(f"{i.canonical}.")]
    if modules:
        best = max(modules, key=lambda i: len(i.canonical))
        return f"{best.bound}{canonical[len(best.canonical) :]}"
    roots = {found.written.partition(".")[0] for found in imports}
    if canonical.startswith("keras.") and "keras" not in roots:
        for found in imports:
            if found.canonical == "tensorflow" and not found.of_name:
                return f"{found.bound}.{canonical}"
    return None


def _order(place: Origin) -> tuple[int, Position]:
    return place.cell or 0, place.range.start


def _names_its_home(found: Import) -> bool:
    """Whether a name is imported from where all of its kind are: ``keras.layers``, not the module
    within it that defines this one."""
    written = found.written
    return f".{written}".endswith(f".{found.canonical}") and not written.startswith(_PRIVATE)


def _bare(origin: Origin) -> Range:
    """A node's range without a comma after it, with the brackets around its value."""
    node = origin.node
    value = (
        getattr(node, "value", None) or getattr(node, "asname", None) or getattr(node, "name", node)
    )
    inner = Origin(origin.piece, value).range
    parens = len(getattr(value, "rpar", ()) or ())
    start = min(origin.range.start, Position(inner.start.line, inner.start.column - parens))
    return Range(start, Position(inner.end.line, inner.end.column + parens))


def value_of(argument: Origin) -> Origin:
    """The value part of ``name=value``."""
    node = argument.node
    return Origin(argument.piece, node.value) if isinstance(node, cst.Arg) else argument
