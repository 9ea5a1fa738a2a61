import { html, svg } from "../dom/element";
import { dataTable, type Table } from "../dom/table";
import type { Tone } from "./canvas";
import type { Surfaces } from "./surfaces";

export interface Key {
  name: string;
  tone: Tone;
  shape?: "line" | "dot" | "diamond" | "rule" | "bar";
}

export interface Figure {
  title: string;
  /** A sentence that says how to read the plot. */
  caption: string;
  keys?: Key[];
  draw(width: number): SVGSVGElement;
  table: Table;
}

/** A plot with its heading, key, caption and the numbers behind it. */
export function figure(content: Figure, surfaces: Surfaces): HTMLElement {
  return html(
    "figure",
    { class: "ks-figure" },
    content.title !== "" && html("h3", {}, content.title),
    content.keys && legend(content.keys),
    surfaces.show(content.draw),
    html("figcaption", {}, content.caption),
    dataTable("The numbers behind this plot", content.table),
  );
}

export function legend(keys: Key[]): HTMLElement {
  const items = keys.map((key) => html("li", {}, swatch(key), key.name));
  return html("ul", { class: "ks-legend" }, ...items);
}

function swatch({ tone, shape = "line" }: Key): SVGSVGElement {
  const marks = {
    line: () => svg("line", { x1: 1, x2: 21, y1: 7, y2: 7 }),
    rule: () => svg("line", { x1: 11, x2: 11, y1: 0, y2: 14 }),
    dot: () => svg("circle", { cx: 11, cy: 7, r: 5 }),
    diamond: () => svg("path", { d: "M5,7l6,-6l6,6l-6,6Z" }),
    bar: () => svg("rect", { x: 3, y: 2, width: 16, height: 10, rx: 2 }),
  };
  return svg(
    "svg",
    {
      class: `ks-swatch ks-swatch-${shape} ks-tone-${tone}`,
      viewBox: "0 0 22 14",
      width: 22,
      height: 14,
      "aria-hidden": "true",
    },
    marks[shape](),
  );
}
