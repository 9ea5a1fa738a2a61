import { LabIcon } from "@jupyterlab/ui-components";
import { Widget } from "@lumino/widgets";
import { actionsOn, type Hands } from "./actions";
import type { TrackedDocument } from "./document/tracked";
import { type Finding, findingsOf, verdictText } from "./findings";

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16">
  <g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linecap="round">
    <circle cx="10" cy="10" r="6.5"/><path d="M15 15l6 6M6.5 11.5l2.5-3 2 2 2.5-3.5"/>
  </g>
</svg>`;

export const kerascopeIcon = new LabIcon({ name: "kerascope:icon", svgstr: ICON });

/** What the panel's buttons do. */
export interface PanelHands extends Hands {
  probeAll(document: TrackedDocument): void;
  cancel(document: TrackedDocument): void;
  report(document: TrackedDocument): void;
  fixAll(document: TrackedDocument): void;
  reveal(finding: Finding): void;
}

/** The findings of the document at hand, in the sidebar. */
export class FindingsPanel extends Widget {
  private document: TrackedDocument | null = null;

  constructor(private readonly hands: PanelHands) {
    super();
    this.id = "kerascope-findings";
    this.title.icon = kerascopeIcon;
    this.title.caption = "Kerascope";
    this.addClass("kerascope-panel");
    this.draw(null);
  }

  draw(document: TrackedDocument | null): void {
    this.document = document;
    if (document === null) {
      this.node.replaceChildren(text("p", "Open a notebook or a Python file that uses Keras."));
      return;
    }
    const found = findingsOf(document);
    const list = element("ul");
    list.append(...found.map((finding) => this.item(finding)));
    const nothing = text("p", "Nothing found that keeps this from learning.");
    this.node.replaceChildren(this.head(document, found), found.length > 0 ? list : nothing);
  }

  /** Draws again if it shows this document. */
  refresh(document: TrackedDocument): void {
    if (document === this.document) {
      this.draw(document);
    }
  }

  private head(document: TrackedDocument, found: Finding[]): HTMLElement {
    const head = element("header");
    const running = document.probe?.status === "running";
    const probe = button("Probe", () => this.hands.probeAll(document));
    probe.disabled = running || !found.some(({ diagnostic }) => diagnostic.data.probe);
    const fixAll = button("Fix all that is safe", () => this.hands.fixAll(document));
    fixAll.disabled = !found.some(({ diagnostic }) => diagnostic.data.fix?.safe);
    head.append(text("h2", document.path), probe, fixAll);
    if (document.probe?.report) {
      head.append(button("Report", () => this.hands.report(document)));
    }
    if (running) {
      head.append(...this.progress(document));
    } else if (document.probe?.error) {
      head.append(text("p", document.probe.error));
    }
    return head;
  }

  private progress(document: TrackedDocument): HTMLElement[] {
    const { fraction, message, seconds_left: left } = document.probe?.progress ?? {};
    const bar = element("progress");
    bar.max = 1;
    bar.value = fraction ?? 0;
    const rest = typeof left === "number" ? `, about ${Math.max(1, Math.round(left))} s left` : "";
    const said = text("p", (message ?? "starting") + rest);
    return [bar, said, button("Cancel", () => this.hands.cancel(document))];
  }

  private item(finding: Finding): HTMLElement {
    const { code, data, message, range, severity } = finding.diagnostic;
    const item = element("li");
    item.className = "kerascope-finding";
    item.dataset.severity = String(severity);
    const cell = finding.part.index === null ? "" : `cell ${finding.part.index + 1}, `;
    const place = button("", () => this.hands.reveal(finding));
    place.className = "kerascope-place";
    const where = text("code", ` ${cell}line ${range.start.line + 1}`);
    place.append(text("strong", `${code} ${data.name}`), where, text("div", message));
    item.append(place);
    if (finding.verdict) {
      const verdict = text("span", verdictText(finding.verdict));
      verdict.className = "kerascope-verdict";
      verdict.title = finding.verdict.reason ?? "";
      item.append(verdict);
    }
    const actions = actionsOn(finding, this.hands).filter(({ title }) => !/^Disable/.test(title));
    item.append(...actions.map(({ title, run }) => button(title, run)));
    return item;
  }
}

function element<K extends keyof HTMLElementTagNameMap>(name: K): HTMLElementTagNameMap[K] {
  return document.createElement(name);
}

function text<K extends keyof HTMLElementTagNameMap>(
  name: K,
  content: string,
): HTMLElementTagNameMap[K] {
  const made = element(name);
  made.textContent = content;
  return made;
}

function button(label: string, run: () => void): HTMLButtonElement {
  const made = text("button", label);
  made.addEventListener("click", run);
  return made;
}
