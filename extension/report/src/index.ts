import { html } from "./dom/element";
import { installStyle } from "./dom/style";
import { Surfaces } from "./plot/surfaces";
import type { Edit, Place, ProbeReport } from "./report";
import { curves } from "./section/curves";
import { data } from "./section/data";
import { effects } from "./section/effects";
import { evidence } from "./section/evidence";
import { failure } from "./section/failure";
import { head } from "./section/head";
import { layers } from "./section/layers";
import { origin } from "./section/origin";
import { shown } from "./section/shown";
import { verdicts } from "./section/verdicts";

export type { Edit, Evidence, Place, ProbeReport, Range, Verdict } from "./report";

export interface ReportOptions {
  /** The reader wants to see a place in the script. Without it, places are plain text. */
  onPick?(place: Place): void;
  /** The reader wants the recommended fixes. Without it, there is no button. */
  onApply?(edits: Edit[]): void;
  /** The nonce of the page's content security policy, for engines without constructed style sheets. */
  nonce?: string;
}

/**
 * Fills `element` with the report and returns a function that takes it away again.
 * Text from the report is only ever shown as text.
 */
export function renderReport(
  element: HTMLElement,
  report: ProbeReport,
  options: ReportOptions = {},
): () => void {
  installStyle(element.ownerDocument, options.nonce);
  const surfaces = new Surfaces();
  const root = html(
    "article",
    { class: "ks-report" },
    head(report, options.onApply),
    failure(report),
    verdicts(report, options.onPick),
    shown(report, options.onPick),
    evidence(report, options.onPick),
    curves(report, surfaces),
    effects(report, surfaces),
    layers(report, surfaces),
    data(report, surfaces),
    origin(report),
  );
  element.replaceChildren(root);
  return () => {
    surfaces.dispose();
    root.remove();
  };
}
