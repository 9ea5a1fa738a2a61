import { html } from "../dom/element";
import type { Environment, ProbeReport } from "../report";
import { counted, duration } from "../words";
import { section } from "./section";

/** Where the trials ran, what protected the machine, and how to run them again. */
export function origin(report: ProbeReport): HTMLElement {
  const protections = report.protections ?? [];
  return section(
    "How this was measured",
    "",
    report.environment && environment(report.environment, report.seconds),
    protections.length > 0 && protection(protections),
    html(
      "p",
      { class: "ks-repeat" },
      "To repeat these trials, run this command in the same environment:",
    ),
    html("pre", {}, report.compared?.command || `kerascope probe ${quoted(report.path)}`),
  );
}

function environment(where: Environment, seconds?: number): HTMLElement {
  const pairs: [string, string][] = [
    ["Keras", `${where.keras} (imported as ${where.package})`],
    ["Backend", where.backend],
    ["Device", `${where.device}, ${counted(where.cores, "core")}`],
    ["Python", `${where.python} on ${where.platform}`],
  ];
  if (seconds) pairs.push(["Time", duration(seconds)]);
  const rows = pairs.map(([name, value]) =>
    html("div", {}, html("dt", {}, name), html("dd", {}, value)),
  );
  return html("dl", { class: "ks-pairs" }, ...rows);
}

function protection(sentences: string[]): HTMLElement {
  const items = sentences.map((sentence) => html("li", {}, sentence));
  return html(
    "div",
    { class: "ks-protections" },
    html("h3", {}, "Protections in force while the script ran"),
    html("ul", {}, ...items),
  );
}

/** Quoted for a POSIX shell where the path needs it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
