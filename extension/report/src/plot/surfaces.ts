import { html } from "../dom/element";

const FIRST_WIDTH = 640;
const LEAST_WIDTH = 260;

/** Places plots at the width they are given and draws them again when it changes. */
export class Surfaces {
  private readonly draws = new Map<Element, (width: number) => SVGSVGElement>();
  private readonly widths = new WeakMap<Element, number>();
  private readonly observer =
    typeof ResizeObserver === "undefined"
      ? null
      : new ResizeObserver((entries) => {
          for (const entry of entries) this.redraw(entry.target, entry.contentRect.width);
        });

  show(draw: (width: number) => SVGSVGElement): HTMLElement {
    const place = html("div", { class: "ks-canvas" }, draw(FIRST_WIDTH));
    this.draws.set(place, draw);
    this.observer?.observe(place);
    return place;
  }

  dispose(): void {
    this.observer?.disconnect();
    this.draws.clear();
  }

  private redraw(place: Element, width: number): void {
    const whole = Math.max(LEAST_WIDTH, Math.floor(width));
    if (width === 0 || this.widths.get(place) === whole) return;
    this.widths.set(place, whole);
    const draw = this.draws.get(place);
    if (draw) place.replaceChildren(draw(whole));
  }
}
