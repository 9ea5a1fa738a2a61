import { type Diagnostic as Squiggle, setDiagnostics } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { actionsOn, type Hands } from "../actions";
import { offsetOf } from "../document/places";
import type { Part, TrackedDocument } from "../document/tracked";
import { type Finding, findingsIn, verdictText } from "../findings";
import type { LanguageClient } from "../server/client";
import { type Ornament, setOrnaments } from "./ornaments";
import type { Views } from "./views";

const SEVERITIES = { 1: "error", 2: "warning", 3: "info", 4: "hint" } as const;

/** Milliseconds to gather what comes for one document, cell by cell. */
const PAUSE = 50;

/** Draws what is known of a document into the editors that show it. */
export class Painter {
  private readonly timers = new Map<TrackedDocument, number>();
  /** What the buttons run: as long as it is the same, a button stays when all is drawn again. */
  private readonly probes = new WeakMap<TrackedDocument, () => void>();

  constructor(
    private readonly views: Views,
    private readonly client: LanguageClient,
    private readonly hands: Hands,
    private readonly probeAll: (document: TrackedDocument) => void,
  ) {}

  /** Draws a document soon. */
  schedule(document: TrackedDocument): void {
    window.clearTimeout(this.timers.get(document));
    this.timers.set(
      document,
      window.setTimeout(() => this.draw(document), PAUSE),
    );
  }

  private draw(document: TrackedDocument): void {
    this.timers.delete(document);
    for (const part of document.parts()) {
      for (const view of this.views.of(part.shared)) {
        this.underline(document, part, view);
        void this.decorate(document, part, view);
      }
    }
  }

  private underline(document: TrackedDocument, part: Part, view: EditorView): void {
    const length = view.state.doc.length;
    const squiggles = findingsIn(document, part)
      .filter((finding) => finding.to <= length)
      .map((finding) => this.squiggle(finding));
    view.dispatch(setDiagnostics(view.state, squiggles));
  }

  private squiggle(finding: Finding): Squiggle {
    const { code, data, message, severity } = finding.diagnostic;
    const verdict = finding.verdict ? `\n${verdictText(finding.verdict)}` : "";
    return {
      from: finding.from,
      to: finding.to,
      severity: SEVERITIES[severity],
      source: `${code} ${data.name}`,
      message: message + verdict,
      actions: actionsOn(finding, this.hands).map(({ title, run }) => ({
        name: title,
        apply: run,
      })),
    };
  }

  private async decorate(document: TrackedDocument, part: Part, view: EditorView): Promise<void> {
    if (!part.isCode) {
      return;
    }
    const text = part.text();
    const [hints, lenses] = await Promise.all([this.client.hints(part), this.client.lenses(part)]);
    if (part.text() !== text) {
      return;
    }
    const shapes = hints.map(
      (hint): Ornament => ({ offset: offsetOf(text, hint.position), text: hint.label }),
    );
    const buttons = lenses
      .filter((lens) => lens.command?.command === "kerascope.showModel")
      .map((lens): Ornament => {
        const line = { line: lens.range.end.line, character: Number.MAX_SAFE_INTEGER };
        return {
          offset: offsetOf(text, line),
          text: "▶ Probe",
          run: this.probeOf(document),
        };
      });
    setOrnaments(view, [...shapes, ...buttons]);
  }

  private probeOf(document: TrackedDocument): () => void {
    const probe = this.probes.get(document) ?? (() => this.probeAll(document));
    this.probes.set(document, probe);
    return probe;
  }
}
