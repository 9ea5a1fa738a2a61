import { html } from "../dom/element";
import type { Place } from "../report";

export type OnPick = ((place: Place) => void) | undefined;

/** A place in the script: a button where an editor listens, otherwise text. */
export function placeMark(label: string, place: Place, onPick: OnPick): HTMLElement {
  if (!onPick) return html("span", { class: "ks-place" }, label);
  const button = html("button", { class: "ks-place", type: "button" }, label);
  button.addEventListener("click", () => onPick(place));
  return button;
}
