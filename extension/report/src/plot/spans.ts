import { svg } from "../dom/element";
import { boxOf, canvas, text, xAxis } from "./canvas";
import { extent, linear, type Scale } from "./scale";

export interface Span {
  label: string;
  low: number;
  high: number;
  mean: number;
  deviation: number;
}

export interface SpanChart {
  title: string;
  description: string;
  spans: Span[];
  xTitle: string;
}

const ROW = 22;

/** For each row a thin line from low to high, a thick one a deviation about the mean, and a dot. */
export function spanChart(chart: SpanChart, width: number): SVGSVGElement {
  const height = chart.spans.length * ROW + 60;
  const longest = Math.max(...chart.spans.map((span) => span.label.length), 1);
  const left = Math.min(width * 0.36, longest * 7 + 14);
  const box = boxOf(width, height, { top: 8, right: 16, bottom: 48, left });
  const values = chart.spans.flatMap((span) => [span.low, span.high]);
  const x = linear(extent([0, ...values]), [box.left, box.right], (box.right - box.left) / 80);
  return canvas(
    width,
    height,
    chart.title,
    chart.description,
    xAxis(x, box, chart.xTitle, true),
    ...chart.spans.map((span, i) => spanMark(span, x, box.top + ROW * (i + 0.5), left)),
  );
}

function spanMark(span: Span, x: Scale, y: number, left: number): SVGGElement {
  const from = Math.max(span.low, span.mean - span.deviation);
  const to = Math.min(span.high, span.mean + span.deviation);
  return svg(
    "g",
    { class: "ks-span ks-tone-after" },
    text(shortened(span.label, left), left - 10, y + 4, "end"),
    svg("line", { x1: x(span.low), x2: x(span.high), y1: y, y2: y }),
    svg("line", { class: "ks-span-core", x1: x(from), x2: x(to), y1: y, y2: y }),
    svg("circle", { cx: x(span.mean), cy: y, r: 4 }),
  );
}

function shortened(label: string, room: number): string {
  const most = Math.max(4, Math.floor((room - 10) / 6.6));
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}
