import { applyEdits } from "./document/places";
import type { TrackedDocument } from "./document/tracked";
import type { TextChange, WorkspaceEdit } from "./server/protocol";

/** The edits of a workspace edit, text by text. */
export function changesOf(edit: WorkspaceEdit): TextChange[] {
  return (edit.documentChanges ?? []).map(({ textDocument, edits }) => ({
    uri: textDocument.uri,
    version: textDocument.version,
    edits,
  }));
}

/** Makes the changes if every text is still the one they were made for; tells whether. */
export function applyChanges(documents: Iterable<TrackedDocument>, changes: TextChange[]): boolean {
  const known = [...documents].flatMap((document) =>
    document.parts().map((part) => ({ part, synced: document.synced.get(part.uri) })),
  );
  const planned = changes.map((change) => {
    const target = known.find(({ part }) => part.uri === change.uri);
    const current =
      target?.synced?.text === target?.part.text() &&
      (change.version === null || change.version === target?.synced?.version);
    return { change, part: current ? target?.part : undefined };
  });
  if (planned.length === 0 || planned.some(({ part }) => part === undefined)) {
    return false;
  }
  for (const { change, part } of planned) {
    if (part !== undefined) {
      applyEdits(part.shared, change.edits);
    }
  }
  return true;
}
