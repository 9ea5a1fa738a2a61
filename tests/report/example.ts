import type { ProbeReport, Verdict } from "@kerascope/report";
import document from "../probe/example_report.json";

/** The example document of the probe, a fresh copy with some fields replaced. */
export function example(changes: Partial<ProbeReport> = {}): ProbeReport {
  return { ...structuredClone(document), ...changes };
}

/** A verdict of the example with some fields replaced. */
export function verdict(changes: Partial<Verdict>): Verdict {
  const first = example().verdicts?.[0];
  if (!first) throw new Error("The example report has no verdict.");
  return { ...first, ...changes };
}
