import { svg } from "../dom/element";
import { boxOf, canvas, type Tone, text, xAxis, yAxis } from "./canvas";
import { linear, type Scale } from "./scale";

export interface Bar {
  label: string;
  value: number;
}

export interface BarChart {
  title: string;
  description: string;
  bars: Bar[];
  xTitle: string;
  yTitle: string;
}

/** Upright bars from zero; labels thin out where there is no room for all of them. */
export function barChart(chart: BarChart, width: number): SVGSVGElement {
  const height = 220;
  const box = boxOf(width, height, { top: 26, right: 14, bottom: 44, left: 46 });
  const most = Math.max(...chart.bars.map((bar) => bar.value), 1e-9);
  const y = linear([0, most], [box.bottom, box.top], 4);
  const slot = (box.right - box.left) / Math.max(1, chart.bars.length);
  const longest = Math.max(...chart.bars.map((bar) => bar.label.length), 1);
  const every = Math.max(1, Math.ceil((longest * 7 + 6) / slot));
  const marks = chart.bars.map((bar, i) => {
    const x = box.left + slot * i;
    const top = y(bar.value);
    return svg(
      "g",
      { class: "ks-bar ks-tone-after" },
      svg("rect", {
        x: x + slot * 0.14,
        width: slot * 0.72,
        y: top,
        height: Math.max(0, box.bottom - top),
        rx: Math.min(2, slot / 6),
      }),
      i % every === 0 && text(bar.label, x + slot / 2, box.bottom + 17, "middle"),
    );
  });
  const title = xAxis(noTicks, box, chart.xTitle);
  return canvas(
    width,
    height,
    chart.title,
    chart.description,
    yAxis(y, box, chart.yTitle),
    ...marks,
    title,
  );
}

const noTicks: Scale = Object.assign((value: number) => value, {
  ticks: [],
  label: () => "",
});

export interface Share {
  label: string;
  parts: { value: number; tone: Tone }[];
}

export interface ShareChart {
  title: string;
  description: string;
  rows: Share[];
  xTitle: string;
}

/** Level bars from 0 to 100 %, one per part, grouped by row. */
export function shareChart(chart: ShareChart, width: number): SVGSVGElement {
  const thickness = 12;
  const heights = chart.rows.map((row) => 22 + row.parts.length * (thickness + 3) + 10);
  const height = heights.reduce((sum, h) => sum + h, 0) + 52;
  const box = boxOf(width, height, { top: 0, right: 44, bottom: 48, left: 8 });
  const x = linear([0, 100], [box.left, box.right], (box.right - box.left) / 90);
  let top = 0;
  const groups = chart.rows.map((row, i) => {
    const group = shareRow(row, top, x, thickness);
    top += heights[i] ?? 0;
    return group;
  });
  return canvas(
    width,
    height,
    chart.title,
    chart.description,
    xAxis(x, box, chart.xTitle, true),
    ...groups,
  );
}

function shareRow(row: Share, top: number, x: Scale, thickness: number): SVGGElement {
  const bars = row.parts.flatMap((part, i) => {
    const y = top + 22 + i * (thickness + 3);
    const end = Math.max(x(0) + 1, x(part.value * 100));
    return [
      svg("rect", {
        class: "ks-track",
        x: x(0),
        width: x(100) - x(0),
        y,
        height: thickness,
        rx: 2,
      }),
      svg(
        "g",
        { class: `ks-bar ks-tone-${part.tone}` },
        svg("rect", { x: x(0), width: end - x(0), y, height: thickness, rx: 2 }),
      ),
      text(`${Math.round(part.value * 100)} %`, x(100) + 6, y + thickness - 2, "start"),
    ];
  });
  return svg("g", {}, text(row.label, x(0), top + 16, "start", "ks-row-label"), ...bars);
}
