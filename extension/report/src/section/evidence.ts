import { html } from "../dom/element";
import type { Evidence, Place, ProbeReport } from "../report";
import { placed } from "../words";
import { section } from "./section";

/** What one watched run showed, before any fix was tried. */
export function evidence(
  report: ProbeReport,
  onPick: ((place: Place) => void) | undefined,
): HTMLElement | null {
  const seen = report.evidence ?? [];
  if (seen.length === 0) return null;
  const items = seen.map((item) => html("li", {}, unbroken(item.sentence), place(item, onPick)));
  return section(
    "What was seen while it trained",
    "These are measurements of the script as it is, taken before any fix was tried.",
    html("ul", { class: "ks-evidence" }, ...items),
  );
}

function place(
  { line }: Evidence,
  onPick: ((place: Place) => void) | undefined,
): HTMLElement | null {
  if (line == null) return null;
  if (!onPick) return html("span", { class: "ks-place" }, placed(line));
  const button = html("button", { class: "ks-place", type: "button" }, placed(line));
  const start = { line, column: 1 };
  button.addEventListener("click", () => onPick({ cell: null, range: { start, end: start } }));
  return button;
}

/** Keeps a number and its per cent sign on one line. */
function unbroken(sentence: string): string {
  return sentence.replaceAll(" %", "\u00a0%");
}
