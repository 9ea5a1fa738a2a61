import { svg } from "../dom/element";
import { type Box, boxOf, canvas, type Tone, text, xAxis } from "./canvas";
import { extent, linear, type Scale } from "./scale";

/** One measured value with its interval: a dot, or a diamond where `open`. */
export interface Mark {
  name: string;
  value: number;
  low: number;
  high: number;
  tone: Tone;
  open?: boolean;
}

export interface Row {
  label: string;
  marks: Mark[];
  /** The least value that counts for this row. */
  margin?: number | undefined;
}

export interface IntervalChart {
  title: string;
  description: string;
  rows: Row[];
  xTitle: string;
}

const WIDE = 620;
const PER_MARK = 18;

/** Rows of dots with intervals against a zero line, each row with its own margin. */
export function intervalChart(chart: IntervalChart, width: number): SVGSVGElement {
  const wide = width >= WIDE;
  const tops = rowTops(chart.rows, wide);
  const height = (tops.at(-1) ?? 0) + 52;
  const left = wide ? Math.min(270, width * 0.32) : 14;
  const box = boxOf(width, height, { top: 8, right: 20, bottom: 48, left });
  const values = chart.rows.flatMap((row) => [
    0,
    row.margin ?? 0,
    ...row.marks.flatMap((mark) => [mark.low, mark.high, mark.value]),
  ]);
  const x = linear(roomy(extent(values)), [box.left, box.right], (box.right - box.left) / 80);
  return canvas(
    width,
    height,
    chart.title,
    chart.description,
    xAxis(x, box, chart.xTitle, true),
    svg("line", { class: "ks-zero", x1: x(0), x2: x(0), y1: box.top, y2: box.bottom }),
    ...chart.rows.map((row, i) => rowMarks(row, tops[i] ?? 0, x, box, wide)),
  );
}

function rowTops(rows: Row[], wide: boolean): number[] {
  const tops = [8];
  for (const row of rows) {
    const height = row.marks.length * PER_MARK + (wide ? 20 : 38);
    tops.push((tops.at(-1) ?? 0) + height);
  }
  return tops;
}

function roomy([low, high]: readonly [number, number]): readonly [number, number] {
  const room = Math.max(0.05, (high - low) * 0.04);
  return [low - room, high + room];
}

function rowMarks(row: Row, top: number, x: Scale, box: Box, wide: boolean): SVGGElement {
  const first = top + (wide ? 20 : 36);
  const last = first + (row.marks.length - 1) * PER_MARK;
  const label = wide
    ? text(row.label, box.left - 16, (first + last) / 2 + 4, "end", "ks-row-label")
    : text(row.label, box.left, top + 18, "start", "ks-row-label");
  const margin = row.margin;
  return svg(
    "g",
    {},
    label,
    margin !== undefined &&
      svg("line", {
        class: "ks-margin",
        x1: x(margin),
        x2: x(margin),
        y1: first - 13,
        y2: last + 13,
      }),
    ...row.marks.map((mark, i) => markWithInterval(mark, x, first + i * PER_MARK)),
  );
}

function markWithInterval(mark: Mark, x: Scale, y: number): SVGGElement {
  const centre = x(mark.value);
  const shape = mark.open
    ? svg("path", { d: `M${centre - 6},${y}l6,-6l6,6l-6,6Z` })
    : svg("circle", { cx: centre, cy: y, r: 5 });
  return svg(
    "g",
    { class: `ks-mark ks-tone-${mark.tone}${mark.open ? " ks-open" : ""}` },
    svg("line", { x1: x(mark.low), x2: x(mark.high), y1: y, y2: y }),
    shape,
  );
}
