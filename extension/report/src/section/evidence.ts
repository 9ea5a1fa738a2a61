import { html } from "../dom/element";
import type { Evidence, ProbeReport } from "../report";
import { placed } from "../words";
import { type OnPick, placeMark } from "./place";
import { section } from "./section";

/** What one watched run showed, before any fix was tried. */
export function evidence(report: ProbeReport, onPick: OnPick): HTMLElement | null {
  const seen = (report.evidence ?? []).filter((item) => item.code == null);
  if (seen.length === 0) return null;
  const items = seen.map((item) => html("li", {}, unbroken(item.sentence), place(item, onPick)));
  return section(
    "What was seen while it trained",
    "These are measurements of the script as it is, taken before any fix was tried.",
    html("ul", { class: "ks-evidence" }, ...items),
  );
}

function place({ cell, line }: Evidence, onPick: OnPick): HTMLElement | null {
  if (line == null) return null;
  const start = { line, column: 1 };
  const place = { cell: cell ?? null, range: { start, end: start } };
  return placeMark(placed(line, cell), place, onPick);
}

/** Keeps a number and its per cent sign on one line. */
function unbroken(sentence: string): string {
  return sentence.replaceAll(" %", "\u00a0%");
}
