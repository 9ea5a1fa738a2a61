import type { Range as ReportRange } from "@kerascope/report";
import {
  type NotebookDocument,
  Position,
  Range,
  type TextDocument,
  type TextEditor,
  type Uri,
  window,
  workspace,
} from "vscode";

const CELL = "vscode-notebook-cell";

/** The script or notebook that commands without an argument mean: the one last worked in. */
export class ActiveDocument {
  private last: Uri | undefined;

  get uri(): Uri | undefined {
    const now = window.activeNotebookEditor?.notebook.uri ?? scriptOf(window.activeTextEditor);
    this.last = now ?? this.last;
    return this.last;
  }
}

function scriptOf(editor: TextEditor | undefined): Uri | undefined {
  const document = editor?.document;
  if (document?.languageId !== "python") return undefined;
  return document.uri.scheme === CELL ? notebookOf(document.uri)?.uri : document.uri;
}

/** The notebook that a cell belongs to. */
export function notebookOf(cell: Uri): NotebookDocument | undefined {
  const wanted = cell.toString();
  return workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some(({ document }) => document.uri.toString() === wanted),
  );
}

/** The open text that a report calls by its document and the index of a cell, null in scripts. */
export function textOf(document: Uri, cell: number | null): TextDocument | undefined {
  const wanted = document.toString();
  if (cell === null) {
    return workspace.textDocuments.find(({ uri }) => uri.toString() === wanted);
  }
  const notebook = workspace.notebookDocuments.find(({ uri }) => uri.toString() === wanted);
  return notebook?.getCells()[cell]?.document;
}

/** A report's range, which counts code points from 1, in the editor's UTF-16 units from 0. */
export function editorRange(text: TextDocument, { start, end }: ReportRange): Range {
  return new Range(position(text, start), position(text, end));
}

function position(text: TextDocument, place: ReportRange["start"]): Position {
  const line = Math.min(place.line, text.lineCount) - 1;
  const before = [...text.lineAt(line).text].slice(0, place.column - 1);
  return new Position(line, before.join("").length);
}

/** Puts the cursor on a place in a script or a cell, beside whatever else is open. */
export async function reveal(place: Uri, range: Range): Promise<void> {
  const notebook = place.scheme === CELL ? notebookOf(place) : undefined;
  if (!notebook) {
    const viewColumn = window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === place.toString(),
    )?.viewColumn;
    await window.showTextDocument(place, { selection: range, ...(viewColumn && { viewColumn }) });
    return;
  }
  await revealCell(notebook, place, range);
}

async function revealCell(notebook: NotebookDocument, place: Uri, range: Range): Promise<void> {
  const cell = notebook
    .getCells()
    .find(({ document }) => document.uri.toString() === place.toString());
  if (!cell) return;
  const viewColumn = window.visibleNotebookEditors.find((e) => e.notebook === notebook)?.viewColumn;
  await window.showTextDocument(cell.document, {
    selection: range,
    ...(viewColumn && { viewColumn }),
  });
}
