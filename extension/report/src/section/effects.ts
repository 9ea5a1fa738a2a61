import { type Figure, figure, type Key } from "../plot/figure";
import { intervalChart, type Mark, type Row } from "../plot/intervals";
import type { Surfaces } from "../plot/surfaces";
import { type Comparison, type ProbeReport, ranked, type Verdict } from "../report";
import { signed, titled } from "../words";
import { section } from "./section";

const ALONE = "With this fix alone, against the script as it is";
const EDIT = "After the edit, against before it";
const EDIT_LEAD =
  "The difference that the edit makes to the score, in pairs of runs that share their seed.";
const LEAD =
  "The difference that a fix makes to the score, in pairs of runs that share their seed. Faults can hide one another, so each fix is also judged by what is lost when it alone is left out.";
const ALL_BUT_ONE = "All fixes, against all fixes but this one";

const WITHIN: Key = { name: ALL_BUT_ONE, tone: "after", shape: "diamond" };

/** The gain of each fix over paired seeds, alone and within the full set. */
export function effects(report: ProbeReport, surfaces: Surfaces): HTMLElement | null {
  const rows = ranked(report).flatMap(({ verdict }) => {
    const marks = marksOf(verdict);
    return marks.length > 0 ? [{ verdict, marks }] : [];
  });
  if (rows.length === 0) return null;
  const chart = {
    title: "Effect of each fix on the score",
    description:
      "Dots with intervals, one row for each fix. A fix counts when it passes its margin.",
    rows: rows.map(({ verdict, marks }) => rowOf(verdict, marks)),
    xTitle: "difference of scores",
  };
  const plot: Figure = {
    title: "",
    caption: caption(report),
    keys: [
      { name: report.compared ? EDIT : ALONE, tone: "single", shape: "dot" },
      ...(report.compared ? [] : [WITHIN]),
      { name: "The least effect that counts", tone: "quiet", shape: "rule" },
    ],
    draw: (width) => intervalChart(chart, width),
    table: tableOf(rows),
  };
  return section(
    report.compared ? "What the edit is worth" : "What each fix is worth",
    report.compared ? EDIT_LEAD : LEAD,
    figure(plot, surfaces),
  );
}

function rowOf(verdict: Verdict, marks: Mark[]): Row {
  const label = `${titled(verdict.name)} (${verdict.code})`;
  return { label, marks, margin: verdict.margin || undefined };
}

function marksOf(verdict: Verdict): Mark[] {
  const alone = markOf(verdict.alone ?? overall(verdict), ALONE);
  const allButOne = markOf(verdict.all_but_one, ALL_BUT_ONE);
  return [
    ...alone.map((mark): Mark => ({ ...mark, tone: "single" })),
    ...allButOne.map((mark): Mark => ({ ...mark, tone: "after", open: true })),
  ];
}

function overall(verdict: Verdict): Comparison | null {
  if (verdict.effect == null || verdict.all_but_one) return null;
  return { effect: verdict.effect, interval: verdict.interval ?? null };
}

function markOf(comparison: Comparison | null | undefined, name: string): Omit<Mark, "tone">[] {
  if (comparison?.effect == null) return [];
  const { effect, interval } = comparison;
  return [{ name, value: effect, low: interval?.low ?? effect, high: interval?.high ?? effect }];
}

function caption(report: ProbeReport): string {
  const noise = report.baseline?.noise;
  const reading =
    "A line through each mark is its 90 % interval. A fix is confirmed when its effect lies beyond the dashed margin, on the right.";
  if (!noise) return reading;
  const same = noise.same_seed < 0.005 ? "less than 0.01" : noise.same_seed.toFixed(2);
  return `${reading} For comparison, two equal runs came ${same} apart with the same seed and ${noise.seeds.toFixed(2)} with different seeds.`;
}

function tableOf(rows: { verdict: Verdict; marks: Mark[] }[]): Figure["table"] {
  return {
    columns: ["Finding", "Comparison", "Effect", "90 % interval", "Margin"],
    rows: rows.flatMap(({ verdict, marks }) =>
      marks.map((mark) => [
        `${verdict.code} ${verdict.name}`,
        mark.name,
        signed(mark.value),
        `${signed(mark.low)} to ${signed(mark.high)}`,
        verdict.margin ? signed(verdict.margin) : "–",
      ]),
    ),
  };
}
