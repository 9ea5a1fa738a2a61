import { html } from "../dom/element";
import type { ProbeReport } from "../report";
import { placed } from "../words";
import { section } from "./section";

const AGAIN = "Mend this first, then probe again; the findings stay open until then.";
const AGAIN_COMPARED = "Mend this first, then compare again.";

/** Why nothing could be run, with the end of what the script printed. */
export function failure(report: ProbeReport): HTMLElement | null {
  if (!report.error) return null;
  const { line, output } = report.error;
  const where = line == null ? "" : `It stopped at ${placed(line)}. `;
  return section(
    "What went wrong",
    where + (report.compared ? AGAIN_COMPARED : AGAIN),
    output ? html("pre", {}, output) : null,
  );
}
