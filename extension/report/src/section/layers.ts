import { html } from "../dom/element";
import { shareChart } from "../plot/bars";
import { type Figure, figure } from "../plot/figure";
import { lineChart } from "../plot/lines";
import { extent, type Interval } from "../plot/scale";
import type { Surfaces } from "../plot/surfaces";
import type { Activation, GradientTrace, ProbeReport } from "../report";
import { placed } from "../words";
import { section } from "./section";

/** How much of the error signal reaches each layer, and which units still respond. */
export function layers(report: ProbeReport, surfaces: Surfaces): HTMLElement | null {
  const traces = (report.gradients ?? []).filter((trace) => trace.points.length > 0);
  const units = report.activations ?? [];
  if (traces.length === 0 && units.length === 0) return null;
  return section(
    "Inside the layers",
    "Both plots watch the script as it is. The first layer is the one next to the input.",
    traces.length > 0 && gradients(traces, surfaces),
    units.length > 0 &&
      html("div", { class: "ks-each ks-narrow" }, figure(unitsFigure(units), surfaces)),
  );
}

function gradients(traces: GradientTrace[], surfaces: Surfaces): HTMLElement {
  const values = traces.flatMap((trace) => trace.points.map((p) => p.value ?? 0));
  const domain = extent(
    values.filter((value) => value > 0),
    [1e-8, 1],
  );
  const plots = traces.map((trace) =>
    figure(gradientFigure(trace, traces.at(-1) ?? trace, domain), surfaces),
  );
  return html(
    "div",
    { class: "ks-each" },
    html("h3", {}, "Size of the gradient in each layer"),
    html(
      "p",
      { class: "ks-lead" },
      "The gradient tells a layer how to change; here it is plotted over the updates, per weight. On this scale equal steps multiply, so a layer that lies far below the last one learns next to nothing.",
    ),
    html("div", { class: "ks-multiples" }, ...plots),
  );
}

function gradientFigure(trace: GradientTrace, last: GradientTrace, y: Interval): Figure {
  const points = trace.points.map((p) => ({ x: p.updates, y: p.value ?? Number.NaN }));
  const chart = {
    title: `Gradient of the layer ${trace.layer} over the updates`,
    description: "Root mean square of the gradient per weight, on a logarithmic scale.",
    lines: [{ name: trace.layer, tone: "before" as const, points }],
    xTitle: "",
    yTitle: "",
    y,
    log: true,
    height: 150,
  };
  return {
    title: layerTitle(trace.layer, trace.line),
    caption: gradientCaption(trace, last),
    draw: (width) => lineChart(chart, width),
    table: {
      columns: ["Updates", "RMS gradient per weight"],
      rows: trace.points.map((p) => [p.updates, p.value ?? Number.NaN]),
    },
  };
}

/** Compares the layer with the last one, where the error signal enters. */
function gradientCaption(trace: GradientTrace, last: GradientTrace): string {
  const [own, end] = [firstValue(trace), firstValue(last)];
  if (!own || !end) return "No gradient reached this layer.";
  if (trace === last) return "The last layer, where the error signal enters.";
  const ratio = end / own;
  if (ratio > 1.5) return `Starts ${times(ratio)} smaller than in the last layer.`;
  if (ratio < 1 / 1.5) return `Starts ${times(1 / ratio)} larger than in the last layer.`;
  return "Starts about as large as in the last layer.";
}

function firstValue(trace: GradientTrace): number | undefined {
  return trace.points.find((p) => p.value)?.value ?? undefined;
}

function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString("en")} times`;
}

const KINDS = [
  { key: "saturated", name: "Saturated", tone: "before" },
  { key: "dead", name: "Dead", tone: "warn" },
] as const;

function unitsFigure(units: Activation[]): Figure {
  const seen = KINDS.filter(({ key }) => units.some((unit) => unit[key] > 0));
  const kinds = seen.length > 0 ? seen : KINDS;
  const chart = {
    title: "Share of dead and saturated units in each layer",
    description: "Bars from 0 to 100 % for each layer.",
    xTitle: "share of the layer’s units, in %",
    rows: units.map((unit) => ({
      label: layerTitle(unit.layer, unit.line),
      parts: kinds.map(({ key, tone }) => ({ value: unit[key], tone })),
    })),
  };
  return {
    title: "Units that no longer respond",
    caption: unitsCaption(seen.map(({ name }) => name.toLowerCase())),
    keys: kinds.map(({ name, tone }) => ({ name, tone, shape: "bar" })),
    draw: (width) => shareChart(chart, width),
    table: {
      columns: ["Layer", "Saturated", "Dead"],
      rows: units.map((unit) => [unit.layer, unit.saturated, unit.dead]),
    },
  };
}

function unitsCaption(seen: string[]): string {
  const meaning =
    "A saturated unit stays close to the limit of its activation, and a dead unit always answers 0; neither passes on much of the gradient.";
  if (seen.length === KINDS.length) return meaning;
  return `${meaning} No unit is ${seen.includes("dead") ? "saturated" : seen.length ? "dead" : "either"} here.`;
}

function layerTitle(layer: string, line?: number | null): string {
  return line == null ? layer : `${layer}, ${placed(line)}`;
}
