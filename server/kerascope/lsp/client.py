"""What the client can do, resolved once at ``initialize``."""

from dataclasses import dataclass
from typing import Any

from lsprotocol import types as t


@dataclass(frozen=True, slots=True)
class Client:
    """The client's abilities that change what the server sends."""

    name: str = ""
    related_information: bool = False
    code_description: bool = False
    diagnostic_tags: frozenset[t.DiagnosticTag] = frozenset()
    diagnostic_data: bool = False
    document_changes: bool = False
    create_files: bool = False
    change_annotations: bool = False
    code_action_literals: bool = False
    preferred_actions: bool = False
    lazy_edits: bool = False
    apply_edit: bool = False
    progress: bool = False
    show_document: bool = False
    pull_configuration: bool = False
    register_configuration: bool = False
    watch_files: bool = False
    refresh_inlay_hints: bool = False
    refresh_code_lenses: bool = False
    nested_symbols: bool = False
    markdown: bool = True


def client_of(params: t.InitializeParams) -> Client:
    """Read the abilities out of the ``initialize`` request."""
    can = params.capabilities
    published = _at(can, "text_document", "publish_diagnostics")
    actions = _at(can, "text_document", "code_action")
    formats = _at(can, "text_document", "hover", "content_format")
    return Client(
        name=params.client_info.name if params.client_info else "",
        related_information=bool(_at(published, "related_information")),
        code_description=bool(_at(published, "code_description_support")),
        diagnostic_tags=frozenset(_at(published, "tag_support", "value_set") or ()),
        diagnostic_data=bool(_at(published, "data_support")),
        code_action_literals=_at(actions, "code_action_literal_support") is not None,
        preferred_actions=bool(_at(actions, "is_preferred_support")),
        lazy_edits=bool(_at(actions, "data_support"))
        and "edit" in (_at(actions, "resolve_support", "properties") or ()),
        nested_symbols=bool(
            _at(can, "text_document", "document_symbol", "hierarchical_document_symbol_support")
        ),
        markdown=not formats or t.MarkupKind.Markdown in formats,
        **_workspace_abilities(can),
    )


def _workspace_abilities(can: t.ClientCapabilities) -> dict[str, bool]:
    workspace = _at(can, "workspace")
    edit = _at(workspace, "workspace_edit")
    return {
        "document_changes": bool(_at(edit, "document_changes")),
        "create_files": bool(_at(edit, "document_changes"))
        and t.ResourceOperationKind.Create in (_at(edit, "resource_operations") or ()),
        "change_annotations": _at(edit, "change_annotation_support") is not None,
        "apply_edit": bool(_at(workspace, "apply_edit")),
        "progress": bool(_at(can, "window", "work_done_progress")),
        "show_document": bool(_at(can, "window", "show_document", "support")),
        "pull_configuration": bool(_at(workspace, "configuration")),
        "register_configuration": bool(
            _at(workspace, "did_change_configuration", "dynamic_registration")
        ),
        "watch_files": bool(_at(workspace, "did_change_watched_files", "dynamic_registration")),
        "refresh_inlay_hints": bool(_at(workspace, "inlay_hint", "refresh_support")),
        "refresh_code_lenses": bool(_at(workspace, "code_lens", "refresh_support")),
    }


def _at(value: Any, *path: str) -> Any:
    """Follow attributes as far as they are there."""
    for name in path:
        value = getattr(value, name, None)
    return value
