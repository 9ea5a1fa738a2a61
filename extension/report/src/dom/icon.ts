import { svg } from "./element";

const PATHS = {
  check: "M4.5 8.4 7 10.9l4.7-5.3",
  cross: "m5.3 5.3 5.4 5.4m0-5.4-5.4 5.4",
  half: "M8 4v8M8 4a4 4 0 0 1 0 8",
  faster: "m4.6 5 3 3-3 3m3.6-6 3 3-3 3",
  down: "M8 4.2v7.2M5 8.6l3 3 3-3",
  question: "M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.3M8 11.4v.1",
  dash: "M4.8 8h6.4",
  bang: "M8 4.3v4.6m0 2.6v.1",
} as const;

export type IconName = keyof typeof PATHS;

/** A round 16 × 16 sign; decorative, since a word always stands beside it. */
export function icon(name: IconName): SVGSVGElement {
  return svg(
    "svg",
    { class: "ks-icon", viewBox: "0 0 16 16", width: 20, height: 20, "aria-hidden": "true" },
    svg("circle", { cx: 8, cy: 8, r: 7.25 }),
    svg("path", { d: PATHS[name] }),
  );
}
