/// <reference path="../css.d.ts" />
import css from "../report.css";

const styled = new WeakSet<Document>();

/** Adds the report's style sheet to the document once, in a way that a strict policy allows. */
export function installStyle(page: Document, nonce?: string): void {
  if (styled.has(page)) return;
  styled.add(page);
  if (!constructed(page)) page.head.append(inline(page, nonce));
}

function constructed(page: Document): boolean {
  if (!("adoptedStyleSheets" in page) || typeof CSSStyleSheet !== "function") return false;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
  return true;
}

function inline(page: Document, nonce?: string): HTMLStyleElement {
  const style = page.createElement("style");
  if (nonce) style.nonce = nonce;
  style.textContent = css;
  return style;
}
