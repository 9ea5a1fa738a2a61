import { type Edit, type Place, renderReport } from "@kerascope/report";
import { Widget } from "@lumino/widgets";
import type { ProbeState } from "../server/rest";

/** The report of a document's last probe. */
export class ReportPanel extends Widget {
  private clear: () => void = () => undefined;
  private drawn: unknown = null;

  constructor(
    readonly path: string,
    private readonly onPick: (place: Place) => void,
    private readonly onApply: (edits: Edit[]) => void,
  ) {
    super();
    this.addClass("kerascope-report");
    this.node.tabIndex = 0;
  }

  draw(state: ProbeState | null): void {
    const key = JSON.stringify(state?.report ?? null);
    if (key === this.drawn) {
      return;
    }
    this.drawn = key;
    this.clear();
    if (state?.report) {
      const { path, onPick, onApply } = this;
      this.clear = renderReport(this.node, { ...state.report, path }, { onPick, onApply });
    } else {
      this.node.textContent = `${this.path} has not been probed since Jupyter was started.`;
      this.clear = () => this.node.replaceChildren();
    }
  }

  override dispose(): void {
    this.clear();
    super.dispose();
  }
}
