import { svg } from "../dom/element";
import type { Scale } from "./scale";

/** The role of a mark; the style sheet gives each a colour-blind-safe colour. */
export type Tone = "before" | "after" | "single" | "quiet" | "warn";

export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

let drawn = 0;

/** An SVG picture of `width` × `height` CSS pixels that a screen reader announces as one image. */
export function canvas(
  width: number,
  height: number,
  title: string,
  description: string,
  ...marks: SVGElement[]
): SVGSVGElement {
  const id = `ks-plot-${++drawn}`;
  return svg(
    "svg",
    {
      class: "ks-plot",
      role: "img",
      "aria-labelledby": `${id}-title ${id}-desc`,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    svg("title", { id: `${id}-title` }, title),
    svg("desc", { id: `${id}-desc` }, description),
    ...marks,
  );
}

export function boxOf(width: number, height: number, margin: Margin): Box {
  return {
    left: margin.left,
    right: Math.max(margin.left + 40, width - margin.right),
    top: margin.top,
    bottom: height - margin.bottom,
  };
}

/** Tick labels and title under the box; faint vertical lines where `grid`. */
export function xAxis(scale: Scale, box: Box, title: string, grid = false): SVGGElement {
  const ticks = scale.ticks.map((tick) => {
    const x = scale(tick);
    return svg(
      "g",
      {},
      grid && svg("line", { class: "ks-grid", x1: x, x2: x, y1: box.top, y2: box.bottom }),
      text(scale.label(tick), x, box.bottom + 17, "middle"),
    );
  });
  const middle = (box.left + box.right) / 2;
  return svg(
    "g",
    { class: "ks-axis" },
    ...ticks,
    title !== "" && text(title, middle, box.bottom + 36, "middle", "ks-axis-title"),
  );
}

/** Faint horizontal lines with their labels at the left; the title stands above the axis. */
export function yAxis(scale: Scale, box: Box, title: string): SVGGElement {
  const ticks = scale.ticks.map((tick) => {
    const y = scale(tick);
    return svg(
      "g",
      {},
      svg("line", { class: "ks-grid", x1: box.left, x2: box.right, y1: y, y2: y }),
      text(scale.label(tick), box.left - 8, y + 4, "end"),
    );
  });
  return svg(
    "g",
    { class: "ks-axis" },
    ...ticks,
    title !== "" && text(title, 2, 12, "start", "ks-axis-title"),
  );
}

export function text(
  content: string,
  x: number,
  y: number,
  anchor: "start" | "middle" | "end",
  kind = "",
): SVGTextElement {
  return svg("text", { x, y, "text-anchor": anchor, class: kind || null }, content);
}
