import type { Place } from "@kerascope/report";
import type { Position, Range, TextEdit } from "../server/protocol";
import type { Part, SharedText, TrackedDocument } from "./tracked";

/** The offset of a place in a text, in UTF-16 units; beyond a line's end it is that end. */
export function offsetOf(text: string, position: Position): number {
  const start = lineStart(text, position.line);
  const end = text.indexOf("\n", start);
  return Math.min(start + position.character, end < 0 ? text.length : end);
}

/** A range as start and end offsets. */
export function offsetsOf(text: string, range: Range): [number, number] {
  return [offsetOf(text, range.start), offsetOf(text, range.end)];
}

/** The protocol's range for a report's, which counts from 1 and in code points. */
export function rangeOf(text: string, range: Place["range"]): Range {
  const at = ({ line, column }: Place["range"]["start"]): Position => {
    const row = text.slice(lineStart(text, line - 1)).split("\n", 1)[0] ?? "";
    const before = Array.from(row)
      .slice(0, column - 1)
      .join("");
    return { line: line - 1, character: before.length };
  };
  return { start: at(range.start), end: at(range.end) };
}

/** The part that a report's cell number means. */
export function partAt(document: TrackedDocument, cell: number | null): Part | undefined {
  return document.parts().find((part) => part.index === cell);
}

/** Makes edits of one text, the last first so that none moves another. */
export function applyEdits(shared: SharedText, edits: TextEdit[]): void {
  const text = shared.getSource();
  const placed = edits.map((edit) => ({ edit, at: offsetsOf(text, edit.range) }));
  // Of insertions at one place the first in the list stands first in the text.
  placed.reverse();
  placed.sort((one, other) => other.at[0] - one.at[0] || other.at[1] - one.at[1]);
  for (const { edit, at } of placed) {
    shared.updateSource(at[0], at[1], edit.newText);
  }
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let count = 0; count < line; count += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) {
      return text.length;
    }
    start = end + 1;
  }
  return start;
}
