import { html } from "../dom/element";
import type { Tone } from "../plot/canvas";
import { type Figure, figure, type Key, legend } from "../plot/figure";
import { type Line, lineChart } from "../plot/lines";
import { extent, type Interval } from "../plot/scale";
import type { Surfaces } from "../plot/surfaces";
import {
  type Arm,
  armOf,
  type CurvePoint,
  type ProbeReport,
  ranked,
  type Verdict,
} from "../report";
import { counted, titled } from "../words";
import { section } from "./section";

interface Shown {
  arm: Arm;
  name: string;
  tone: Tone;
}

/** Learning curves: as is against all fixes, then one small plot for each fix. */
export function curves(report: ProbeReport, surfaces: Surfaces): HTMLElement | null {
  const { compared } = report;
  const whole = present([
    [asIs(report), compared?.before ?? "Script as it is", "before"],
    compared
      ? [armOf(report, "fix-0"), compared.after, "after"]
      : [armOf(report, "all"), "With all fixes", "after"],
  ]);
  if (whole.length === 0) return null;
  const domain = scoreDomain(report);
  const each = (compared ? [] : ranked(report)).flatMap(({ index, verdict }) => {
    const arms = armsOf(report, index);
    return arms.some((shown) => shown.tone === "single" || shown.tone === "warn")
      ? [figure(curveFigure(verdictTitle(verdict), fixCaption(verdict), arms, domain), surfaces)]
      : [];
  });
  return section(
    "Learning curves",
    "The score on held-out data while the weights are updated. A line is the mean over the seeds, and the band around it reaches from the worst seed to the best.",
    figure(
      {
        ...curveFigure("", wholeCaption(whole), whole, domain, true),
        keys: whole.map(({ name, tone }) => ({ name, tone })),
      },
      surfaces,
    ),
    each.length > 0 && fixes(each),
  );
}

function fixes(each: HTMLElement[]): HTMLElement {
  const keys: Key[] = [
    { name: "Script as it is", tone: "before" },
    { name: "With all fixes", tone: "after" },
    { name: "With this fix alone", tone: "single" },
    { name: "With all fixes but this one", tone: "warn" },
  ];
  return html(
    "div",
    { class: "ks-each" },
    legend(keys),
    html("div", { class: "ks-multiples" }, ...each),
  );
}

function asIs(report: ProbeReport): Arm | undefined {
  const curve = report.baseline?.curve ?? [];
  const fallback = { name: "as-is", title: "the script as it is", codes: [], curve, seeds: 1 };
  return armOf(report, "as-is") ?? (curve.length > 0 ? fallback : undefined);
}

function armsOf(report: ProbeReport, index: number): Shown[] {
  return present([
    [asIs(report), "Script as it is", "before"],
    [armOf(report, "all"), "With all fixes", "after"],
    [armOf(report, `fix-${index}`), "With this fix alone", "single"],
    [armOf(report, `all-but-${index}`), "With all fixes but this one", "warn"],
  ]);
}

function present(arms: [Arm | undefined, string, Tone][]): Shown[] {
  return arms.flatMap(([arm, name, tone]) => (arm ? [{ arm, name, tone }] : []));
}

function scoreDomain(report: ProbeReport): Interval {
  const points = (report.arms ?? [])
    .flatMap((arm) => arm.curve)
    .concat(report.baseline?.curve ?? []);
  const values = points.flatMap((p) => [p.mean, p.low, p.high].filter((v) => v != null));
  const [low, high] = extent([0, ...values]);
  return [Math.min(low, -0.05), Math.max(high, 1)];
}

function curveFigure(
  title: string,
  caption: string,
  arms: Shown[],
  y: Interval,
  large = false,
): Figure {
  const chart = {
    title: title || "Learning curves before and after",
    description: caption,
    lines: arms.map(lineOf),
    xTitle: large ? "updates of the weights" : "",
    yTitle: large ? "score" : "",
    y,
    height: large ? 320 : 170,
  };
  return { title, caption, draw: (width) => lineChart(chart, width), table: tableOf(arms) };
}

function lineOf({ arm, name, tone }: Shown): Line {
  const points = arm.curve.map((p) => ({
    x: p.updates,
    y: p.mean ?? Number.NaN,
    low: p.low ?? undefined,
    high: p.high ?? undefined,
  }));
  return { name, tone, points };
}

function tableOf(arms: Shown[]): Figure["table"] {
  const updates = [...new Set(arms.flatMap(({ arm }) => arm.curve.map((p) => p.updates)))];
  updates.sort((a, b) => a - b);
  const at = (arm: Arm, when: number) => spelled(arm.curve.find((p) => p.updates === when));
  return {
    columns: ["Updates", ...arms.map(({ name }) => name)],
    rows: updates.map((when) => [when, ...arms.map(({ arm }) => at(arm, when))]),
  };
}

function spelled(point: CurvePoint | undefined): string {
  if (point?.mean == null) return "–";
  const { mean, low, high } = point;
  const range = low != null && high != null ? ` (${fixed(low)} to ${fixed(high)})` : "";
  return fixed(mean) + range;
}

function fixed(value: number): string {
  return value.toFixed(3).replace("-", "−");
}

function verdictTitle(verdict: Verdict): string {
  return `${titled(verdict.name)}, line ${verdict.range.start.line}`;
}

function wholeCaption(arms: Shown[]): string {
  const seeds = counted(Math.max(...arms.map(({ arm }) => arm.seeds)), "seed");
  const end = "A script that learns climbs towards 1, and one that is stuck stays near 0";
  return arms.length > 1
    ? `Both versions saw the same batches in the same order, over ${seeds}. ${end}.`
    : `One version was trained, over ${seeds}. ${end}.`;
}

function fixCaption(verdict: Verdict): string {
  const word = verdict.verdict;
  if (word !== "confirmed") return `The finding is ${word} at this horizon.`;
  return (verdict.together_with ?? []).length > 0
    ? "Alone the fix changes little, and leaving it out of the full set brings the failure back."
    : "The script learns better with this fix.";
}
