import type { Verdict } from "@kerascope/report";
import { offsetsOf, rangeOf } from "./document/places";
import type { Part, TrackedDocument } from "./document/tracked";
import type { Diagnostic } from "./server/protocol";

/** A finding where it stands, with the verdict of the last probe if that still holds. */
export interface Finding {
  document: TrackedDocument;
  part: Part;
  diagnostic: Diagnostic;
  verdict: Verdict | null;
  /** Offsets in the part's text. */
  from: number;
  to: number;
}

/** All findings of a document, in the order of its text. */
export function findingsOf(document: TrackedDocument): Finding[] {
  return document.parts().flatMap((part) => findingsIn(document, part));
}

/** The findings of one cell or script. */
export function findingsIn(document: TrackedDocument, part: Part): Finding[] {
  const text = part.text();
  const verdicts = verdictsOn(document);
  const found = (document.diagnostics.get(part.uri) ?? []).map((diagnostic) => {
    const [from, to] = offsetsOf(text, diagnostic.range);
    const verdict = verdicts.find((one) => concerns(one, diagnostic, part)) ?? null;
    return { document, part, diagnostic, verdict, from, to };
  });
  return found.sort((one, other) => one.from - other.from);
}

/** The verdict as it follows a finding's message. */
export function verdictText(verdict: Verdict): string {
  if (typeof verdict.effect !== "number") {
    return verdict.verdict;
  }
  const sign = verdict.effect < 0 ? "−" : "+";
  const effect = `${sign}${Math.abs(verdict.effect).toFixed(2)}`;
  return `${verdict.verdict} by probe: ${effect} ${verdict.metric}`;
}

/** The last probe's verdicts; none once the code that was put to the test has changed. */
function verdictsOn(document: TrackedDocument): Verdict[] {
  const probe = document.probe;
  if (probe?.report == null) {
    return [];
  }
  const now = document.parts().filter((part) => part.isCode);
  const same =
    now.length === probe.cells.length &&
    now.every((part, at) => {
      const tested = probe.cells[at];
      return part.index === tested?.index && part.text() === tested.text;
    });
  return same ? (probe.report.verdicts ?? []) : [];
}

function concerns(verdict: Verdict, diagnostic: Diagnostic, part: Part): boolean {
  if (verdict.code !== diagnostic.code || (verdict.cell ?? null) !== part.index) {
    return false;
  }
  const { start } = rangeOf(part.text(), verdict.range);
  const where = diagnostic.range.start;
  return start.line === where.line && start.character === where.character;
}
