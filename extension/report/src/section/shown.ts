import { html } from "../dom/element";
import { icon } from "../dom/icon";
import { type Evidence, type ProbeReport, shownByTheRun } from "../report";
import { placed, titled } from "../words";
import { type OnPick, placeMark } from "./place";
import { section } from "./section";

/** The faults of the data and of the run itself, which no source shows. */
export function shown(report: ProbeReport, onPick: OnPick): HTMLElement | null {
  const faults = shownByTheRun(report);
  if (faults.length === 0) return null;
  return section(
    "What only the run shows",
    "These faults are not in the source: the data and one watched run have shown them.",
    html("ul", { class: "ks-verdicts" }, ...faults.map((fault) => item(fault, onPick))),
  );
}

function item(fault: Evidence, onPick: OnPick): HTMLElement {
  return html(
    "li",
    { class: "ks-verdict ks-tone-warn" },
    icon("bang"),
    html(
      "div",
      { class: "ks-verdict-body" },
      html(
        "div",
        { class: "ks-verdict-head" },
        html("h3", {}, titled(fault.kind)),
        place(fault, onPick),
      ),
      html("p", { class: "ks-why" }, fault.sentence),
    ),
  );
}

function place({ code, cell, line, range }: Evidence, onPick: OnPick): HTMLElement {
  if (line == null || !range) return html("span", { class: "ks-place" }, code ?? "");
  return placeMark(`${code}, ${placed(line, cell)}`, { cell: cell ?? null, range }, onPick);
}
