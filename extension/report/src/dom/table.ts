import { html } from "./element";

export interface Table {
  columns: string[];
  rows: (string | number)[][];
}

/** A table that opens on demand, for readers who want the numbers and for screen readers. */
export function dataTable(summary: string, table: Table): HTMLElement {
  const head = html("tr", {}, ...table.columns.map((name) => html("th", { scope: "col" }, name)));
  const rows = table.rows.map((row) =>
    html("tr", {}, ...row.map((value) => html("td", {}, cell(value)))),
  );
  return html(
    "details",
    { class: "ks-data" },
    html("summary", {}, summary),
    html(
      "div",
      { class: "ks-scroll", tabindex: 0, role: "region", "aria-label": summary },
      html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows)),
    ),
  );
}

function cell(value: string | number): string {
  if (typeof value === "string") return value;
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))).replace("-", "−") : "–";
}
