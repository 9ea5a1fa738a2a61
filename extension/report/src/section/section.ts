import { html } from "../dom/element";

/** A part of the report under its heading. */
export function section(
  title: string,
  lead: string,
  ...content: (Node | null | undefined | false)[]
): HTMLElement {
  return html(
    "section",
    { "aria-label": title },
    html("h2", {}, title),
    lead !== "" && html("p", { class: "ks-lead" }, lead),
    ...content,
  );
}
