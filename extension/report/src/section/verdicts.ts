import { html } from "../dom/element";
import { icon } from "../dom/icon";
import { type Comparison, type Place, type ProbeReport, ranked, type Verdict } from "../report";
import { counted, duration, list, outcome, placed, signed, titled } from "../words";
import { type OnPick, placeMark } from "./place";
import { section } from "./section";

/** Every finding with what the trials say about it, the most useful fix first. */
export function verdicts(report: ProbeReport, onPick: OnPick): HTMLElement | null {
  const all = ranked(report);
  if (all.length === 0) return null;
  const tested = report.compared ? "The edit was" : "Each finding was";
  const fix = report.compared ? "it" : "its fix";
  const items = all.map(({ verdict }) => verdictItem(verdict, report, onPick));
  return section(
    report.compared ? "Verdict" : "Verdicts",
    report.error
      ? "Nothing could be tested."
      : `${tested} tested by training the script with and without ${fix}, with the same seeds and the same batches.`,
    html("ol", { class: "ks-verdicts" }, ...items),
    glossary(report.verdicts ?? []),
  );
}

function verdictItem(verdict: Verdict, report: ProbeReport, onPick: OnPick): HTMLElement {
  const { word, icon: sign, tone, meaning } = outcome(verdict.verdict);
  const together = verdict.together_with ?? [];
  const suffix = together.length > 0 ? `, together with ${list(together)}` : "";
  const item = html(
    "li",
    { class: `ks-verdict ks-tone-${tone}` },
    icon(sign),
    html(
      "div",
      { class: "ks-verdict-body" },
      html(
        "div",
        { class: "ks-verdict-head" },
        html("h3", {}, titled(verdict.name)),
        html("span", { class: "ks-word" }, word + suffix),
        place(verdict, onPick),
      ),
      html("p", { class: "ks-why" }, verdict.reason || meaning),
      facts(verdict, report),
    ),
  );
  if (onPick) pickOnClick(item, placeOf(verdict), onPick);
  return item;
}

/** The whole entry is a target for the mouse; a click that ends a text selection is not meant. */
function pickOnClick(item: HTMLElement, place: Place, onPick: NonNullable<OnPick>): void {
  item.addEventListener("click", (event) => {
    const onButton = event.target instanceof Element && event.target.closest("button");
    if (!onButton && !document.getSelection()?.toString()) onPick(place);
  });
}

function placeOf(verdict: Verdict): Place {
  return { cell: verdict.cell ?? null, range: verdict.range };
}

function place(verdict: Verdict, onPick: OnPick): HTMLElement {
  const label = `${verdict.code}, ${placed(verdict.range.start.line, verdict.cell)}`;
  return placeMark(label, placeOf(verdict), onPick);
}

function facts(verdict: Verdict, report: ProbeReport): HTMLElement | null {
  const named: [string, string | undefined][] = [
    ["Effect on the score", measured(verdict)],
    ["Alone", verdict.alone && !report.compared ? measured(verdict.alone) : undefined],
    ["When left out", verdict.all_but_one ? leftOut(verdict.all_but_one) : undefined],
    ["Seeds", verdict.seeds ? counted(verdict.seeds, "pair") : undefined],
    ["Updates", verdict.updates ? horizon(verdict.updates, report) : undefined],
    ["Backend", verdict.seeds ? report.environment?.backend : undefined],
    ["Time", verdict.seeds && verdict.seconds ? duration(verdict.seconds) : undefined],
  ];
  const shown = named.flatMap(([name, value]) => (value ? [term(name, value)] : []));
  return shown.length > 0 ? html("dl", { class: "ks-facts" }, ...shown) : null;
}

type Measured = Verdict | Comparison;

function measured({ effect, interval }: Measured): string | undefined {
  if (effect == null) return undefined;
  if (!interval) return signed(effect);
  return `${signed(effect)} (${signed(interval.low)} to ${signed(interval.high)})`;
}

function leftOut({ effect }: Comparison): string {
  return signed(-effect);
}

function horizon(updates: number, report: ProbeReport): string {
  const whole = report.baseline?.users_updates;
  if (!whole || whole === updates) return updates.toLocaleString("en");
  return `${updates.toLocaleString("en")} of ${whole.toLocaleString("en")}`;
}

function glossary(all: Verdict[]): HTMLElement {
  const words = [...new Set(all.map((verdict) => verdict.verdict))];
  const entries = words.map((verdict) => {
    const { word, meaning } = outcome(verdict);
    return term(word, meaning);
  });
  return html(
    "details",
    { class: "ks-data" },
    html("summary", {}, "What these words mean"),
    html(
      "dl",
      { class: "ks-pairs" },
      ...entries,
      term(
        "Effect",
        "What the fix adds to the score; in brackets the 90 % interval of its mean over the seeds.",
      ),
      term(
        "Alone",
        "The effect of this fix on the script as it is, with no other fix. Other faults can hide it.",
      ),
      term("When left out", "What happens to the score when all fixes are made except this one."),
      term(
        "Updates",
        "How many steps of the optimiser the trials took, of those that the script itself would take.",
      ),
    ),
  );
}

function term(name: string, meaning: string): HTMLElement {
  return html("div", {}, html("dt", {}, name), html("dd", {}, meaning));
}
