import type { Place, ProbeReport } from "@kerascope/report";

/** From the page to the extension. */
export type FromPage = { kind: "ready" } | { kind: "pick"; place: Place } | { kind: "apply" };

/** From the extension to the page. */
export interface ToPage {
  report: ProbeReport;
}
