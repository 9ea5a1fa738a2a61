import { html } from "../dom/element";
import type { Edit, ProbeReport } from "../report";
import { counted, duration, headline, list } from "../words";

/** The result in a sentence, how to read a score, and the button that applies the fixes. */
export function head(report: ProbeReport, onApply?: (edits: Edit[]) => void): HTMLElement {
  return html(
    "header",
    { class: "ks-head" },
    html("p", { class: "ks-kicker" }, kicker(report)),
    html("h1", {}, headline(report)),
    html("p", { class: "ks-lead" }, ...setting(report)),
    recommendation(report),
    onApply && applyButton(report.recommended ?? [], onApply),
  );
}

function kicker({ path, compared }: ProbeReport): string {
  if (!compared) return `Kerascope probe of ${path}`;
  return `Kerascope put an edit to the test: ${compared.before}, then ${compared.after}`;
}

function setting(report: ProbeReport): string[] {
  if (report.error) return [report.error.sentence];
  if (!report.baseline) return [];
  const { updates, held_out_samples } = report.baseline;
  const held = counted(held_out_samples, "sample");
  return [
    "A score of 0 is what the best constant answer gets, +1 is perfect, and −1 means that training diverged. ",
    `It is measured on ${held} held out from training, after ${counted(updates, "update")} of the weights`,
    report.seconds ? `; the whole probe took ${duration(report.seconds)}.` : ".",
  ];
}

function recommendation(report: ProbeReport): HTMLElement | null {
  const chosen = report.recommended_for ?? [];
  const codes = [...new Set(chosen.flatMap((index) => report.verdicts?.[index]?.code ?? []))];
  if (codes.length === 0) return null;
  const fixes = codes.length === 1 ? "One fix keeps" : "The smallest set of fixes that keeps";
  const sentence =
    codes.length === 1 ? `${fixes} the gain: ${codes[0]}.` : `${fixes} the gain is ${list(codes)}.`;
  return html("p", { class: "ks-recommended" }, sentence);
}

function applyButton(edits: Edit[], onApply: (edits: Edit[]) => void): HTMLElement | null {
  if (edits.length === 0) return null;
  const label = `Apply recommended fixes (${counted(edits.length, "edit")})`;
  const button = html("button", { class: "ks-apply", type: "button" }, label);
  button.addEventListener("click", () => onApply(edits));
  return button;
}
