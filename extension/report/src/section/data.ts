import { html } from "../dom/element";
import { barChart } from "../plot/bars";
import { type Figure, figure } from "../plot/figure";
import { spanChart } from "../plot/spans";
import type { Surfaces } from "../plot/surfaces";
import type { InputScale, LabelCount, ProbeReport } from "../report";
import { counted } from "../words";
import { section } from "./section";

const MOST_FEATURES = 24;

/** What reaches fit(): the scale of the inputs and how often each label occurs. */
export function data(report: ProbeReport, surfaces: Surfaces): HTMLElement | null {
  const figures = [
    ...some(report.inputs).map(inputFigure),
    ...some(report.labels).map(labelFigure),
  ].map((content) => figure(content, surfaces));
  if (figures.length === 0) return null;
  return section(
    "The data as fit() receives it",
    samples(report),
    html("div", { class: "ks-grid-2" }, ...figures),
  );
}

function some<T>(items: T[] | undefined): T[][] {
  return items && items.length > 0 ? [items] : [];
}

function samples(report: ProbeReport): string {
  if (!report.baseline) return "";
  const { train_samples, held_out_samples } = report.baseline;
  return `The trials train on ${counted(train_samples, "sample")} and measure on ${held_out_samples.toLocaleString("en")} others.`;
}

function inputFigure(inputs: InputScale[]): Figure {
  const shown = inputs.slice(0, MOST_FEATURES);
  const rest = inputs.length - shown.length;
  const chart = {
    title: "Scale of the inputs",
    description: "For each feature its range, mean and standard deviation.",
    spans: shown.map((input) => ({ label: input.feature, ...input })),
    xTitle: "value",
  };
  const more = rest > 0 ? ` The table also lists ${counted(rest, "more feature")}.` : "";
  return {
    title: "Scale of the inputs",
    caption: `The thin line runs from the least value to the greatest, the thick one covers one standard deviation about the mean, which is the dot. Networks learn most easily from features around 0 with a deviation near 1.${more}`,
    draw: (width) => spanChart(chart, width),
    table: {
      columns: ["Feature", "Least", "Greatest", "Mean", "Deviation"],
      rows: inputs.map((i) => [i.feature, i.low, i.high, i.mean, i.deviation]),
    },
  };
}

function labelFigure(labels: LabelCount[]): Figure {
  const chart = {
    title: "How often each label occurs",
    description: "One bar for each label; its height is the number of training samples.",
    bars: labels.map((label) => ({ label: label.label, value: label.count })),
    xTitle: "label",
    yTitle: "training samples",
  };
  return {
    title: "How often each label occurs",
    caption: balance(labels),
    draw: (width) => barChart(chart, width),
    table: {
      columns: ["Label", "Count", "Share"],
      rows: labels.map((l) => [l.label, l.count, `${(l.share * 100).toFixed(1)} %`]),
    },
  };
}

function balance(labels: LabelCount[]): string {
  const shares = labels.map((label) => label.share);
  const [most, least] = [Math.max(...shares), Math.min(...shares)];
  const common = labels.find((label) => label.share === most)?.label ?? "";
  const guess = `Always answering “${common}” would be right in ${(most * 100).toFixed(1)} % of the cases`;
  return most > 3 * least
    ? `${guess}, since the labels are unevenly spread.`
    : `${guess}; the labels are spread evenly enough.`;
}
