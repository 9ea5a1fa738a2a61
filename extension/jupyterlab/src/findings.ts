import type { Evidence, ProbeReport, Verdict } from "@kerascope/report";
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
  const report = reportOn(document);
  const verdicts = report?.verdicts ?? [];
  const known = document.diagnostics.get(part.uri) ?? [];
  const found = [...known, ...shownByRun(report, document, part)].map((diagnostic) => {
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

/** What only a run has shown of a part, and the source has not. */
function shownByRun(
  report: ProbeReport | null,
  document: TrackedDocument,
  part: Part,
): Diagnostic[] {
  const known = [...document.diagnostics.values()].flat().map(({ code }) => code);
  return (report?.evidence ?? []).flatMap((item) => {
    const here = item.code && item.range && (item.cell ?? null) === part.index;
    return here && !known.includes(item.code ?? "") ? [asDiagnostic(item, part)] : [];
  });
}

const SEVERITIES = { certain: 1, likely: 2, hypothesis: 3 } as const;

function asDiagnostic({ code, kind, range, sentence, tier }: Evidence, part: Part): Diagnostic {
  const nowhere = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return {
    range: rangeOf(part.text(), range ?? nowhere),
    message: `Seen in a run: ${sentence}`,
    severity: SEVERITIES[tier ?? "hypothesis"],
    code: code ?? "",
    data: {
      id: `${code}@run`,
      name: kind,
      fix: null,
      probe: false,
      ignoreLine: [],
      ignoreFile: [],
    },
  };
}

/** The last probe's report; none once the code that was put to the test has changed. */
function reportOn(document: TrackedDocument): ProbeReport | null {
  const probe = document.probe;
  if (probe?.report == null) {
    return null;
  }
  const now = document.parts().filter((part) => part.isCode);
  const same =
    now.length === probe.cells.length &&
    now.every((part, at) => {
      const tested = probe.cells[at];
      return part.index === tested?.index && part.text() === tested.text;
    });
  return same ? probe.report : null;
}

function concerns(verdict: Verdict, diagnostic: Diagnostic, part: Part): boolean {
  if (verdict.code !== diagnostic.code || (verdict.cell ?? null) !== part.index) {
    return false;
  }
  const { start } = rangeOf(part.text(), verdict.range);
  const where = diagnostic.range.start;
  return start.line === where.line && start.character === where.character;
}
