import { LabIcon } from "@jupyterlab/ui-components";
import { h, VirtualDOM, type VirtualElement } from "@lumino/virtualdom";
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

/**
 * The findings of the document at hand, in the sidebar.
 *
 * Drawing again changes only what is new: a button that were replaced between the press and the
 * release of the mouse would not hear the click.
 */
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
    VirtualDOM.render(
      document === null
        ? h.p("Open a notebook or a Python file that uses Keras.")
        : this.findings(document),
      this.node,
    );
  }

  /** Draws again if it shows this document. */
  refresh(document: TrackedDocument): void {
    if (document === this.document) {
      this.draw(document);
    }
  }

  private findings(document: TrackedDocument): VirtualElement[] {
    const found = findingsOf(document);
    const list =
      found.length > 0
        ? h.ul(found.map((finding) => this.item(finding)))
        : h.p(
            "Nothing found in the source that keeps this from learning. ",
            "A probe looks at the data and at a run.",
          );
    return [this.head(document, found), list];
  }

  private head(document: TrackedDocument, found: Finding[]): VirtualElement {
    const { error, report, status } = document.probe ?? {};
    const running = status === "running";
    const canFix = found.some(({ diagnostic }) => diagnostic.data.fix?.safe);
    return h.header(
      h.h2(document.path),
      button("Probe", () => this.hands.probeAll(document), !running),
      button("Fix all that is safe", () => this.hands.fixAll(document), canFix),
      report ? button("Report", () => this.hands.report(document)) : null,
      running ? this.progress(document) : error ? h.p(error) : null,
    );
  }

  private progress(document: TrackedDocument): VirtualElement {
    const { fraction, message, seconds_left: left } = document.probe?.progress ?? {};
    const rest = typeof left === "number" ? `, about ${Math.max(1, Math.round(left))} s left` : "";
    return h.div(
      h.progress({ max: "1", value: String(fraction ?? 0) }),
      h.p((message ?? "starting") + rest),
      button("Cancel", () => this.hands.cancel(document)),
    );
  }

  private item(finding: Finding): VirtualElement {
    const { code, data, message, range, severity } = finding.diagnostic;
    const { part, verdict } = finding;
    const cell = part.index === null ? "" : `cell ${part.index + 1}, `;
    const place = h.button(
      { className: "kerascope-place", onclick: () => this.hands.reveal(finding) },
      h.strong(`${code} ${data.name}`),
      h.code(` ${cell}line ${range.start.line + 1}`),
      h.div(message),
    );
    const proof =
      verdict &&
      h.span({ className: "kerascope-verdict", title: verdict.reason ?? "" }, verdictText(verdict));
    const actions = actionsOn(finding, this.hands).filter(({ title }) => !/^Disable/.test(title));
    return h.li(
      {
        key: `${code} ${part.uri} ${finding.from}`,
        className: "kerascope-finding",
        dataset: { severity: String(severity) },
      },
      place,
      proof ?? null,
      actions.map(({ title, run }) => button(title, run)),
    );
  }
}

function button(label: string, run: () => void, enabled = true): VirtualElement {
  return h.button({ onclick: run, ...(enabled ? {} : { disabled: "" }) }, label);
}
