import { svg } from "../dom/element";
import { type Box, boxOf, canvas, type Tone, xAxis, yAxis } from "./canvas";
import { extent, type Interval, linear, logarithmic, type Scale } from "./scale";

export interface Point {
  x: number;
  y: number;
  low?: number | undefined;
  high?: number | undefined;
}

export interface Line {
  name: string;
  tone: Tone;
  points: Point[];
}

export interface LineChart {
  title: string;
  description: string;
  lines: Line[];
  xTitle: string;
  yTitle: string;
  y?: Interval | undefined;
  log?: boolean | undefined;
  height?: number | undefined;
}

/** Lines over a common axis, each with the band between its `low` and `high`. */
export function lineChart(chart: LineChart, width: number): SVGSVGElement {
  const height = chart.height ?? 300;
  const box = boxOf(width, height, {
    top: chart.yTitle ? 26 : 10,
    right: 14,
    bottom: chart.xTitle ? 44 : 24,
    left: 46,
  });
  const points = chart.lines.flatMap((line) => line.points);
  const x = linear(extent(points.map((p) => p.x)), [box.left, box.right], box.right / 90);
  const y = yScale(chart, points, box);
  return canvas(
    width,
    height,
    chart.title,
    chart.description,
    yAxis(y, box, chart.yTitle),
    xAxis(x, box, chart.xTitle),
    ...chart.lines.map((line) => band(line, x, y)),
    ...chart.lines.map((line) => stroke(line, x, y)),
  );
}

function yScale(chart: LineChart, points: Point[], box: Box): Scale {
  const values = points.flatMap((p) => [p.y, p.low ?? p.y, p.high ?? p.y]);
  const pixels: Interval = [box.bottom, box.top];
  const wanted = (box.bottom - box.top) / 45;
  if (!chart.log) return linear(chart.y ?? padded(extent(values)), pixels, wanted);
  const positive = values.filter((value) => value > 0);
  return logarithmic(chart.y ?? extent(positive, [0.1, 1]), pixels, wanted);
}

function padded([low, high]: Interval): Interval {
  const room = (high - low) * 0.06;
  return [low - room, high + room];
}

function band(line: Line, x: Scale, y: Scale): SVGGElement {
  const known = line.points.filter((p) => finite(y(p.low ?? Number.NaN), y(p.high ?? Number.NaN)));
  const upper = known.map((p) => pair(x(p.x), y(p.high ?? p.y)));
  const lower = known.map((p) => pair(x(p.x), y(p.low ?? p.y))).reverse();
  const area = known.length > 1 && svg("path", { d: `M${[...upper, ...lower].join("L")}Z` });
  return svg("g", { class: `ks-band ks-tone-${line.tone}` }, area);
}

function stroke(line: Line, x: Scale, y: Scale): SVGGElement {
  const path = svg("path", { d: pathOf(line.points, x, y) });
  const last = line.points.filter((p) => finite(y(p.y))).at(-1);
  const end = last && svg("circle", { cx: x(last.x), cy: y(last.y), r: 3.5 });
  return svg("g", { class: `ks-line ks-tone-${line.tone}` }, path, end);
}

/** Breaks the line where a value is missing or, on a logarithmic axis, not positive. */
function pathOf(points: Point[], x: Scale, y: Scale): string {
  let pen = "M";
  return points
    .map((p) => {
      const drawable = finite(y(p.y));
      const step = drawable ? pen + pair(x(p.x), y(p.y)) : "";
      pen = drawable ? "L" : "M";
      return step;
    })
    .join("");
}

function finite(...values: number[]): boolean {
  return values.every(Number.isFinite);
}

function pair(x: number, y: number): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
