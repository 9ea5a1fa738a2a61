import type { CodeCellModel, ICellModel } from "@jupyterlab/cells";
import type { NotebookPanel } from "@jupyterlab/notebook";
import { BaseDocument } from "./base";
import type { Part, TrackedDocument } from "./tracked";

const CELL_SCHEME = "kerascope-cell:";

/** A notebook; its cells are parts by their ids, so that moving one is not a change of its text. */
export class NotebookDocument extends BaseDocument implements TrackedDocument {
  readonly isNotebook = true;

  constructor(
    readonly panel: NotebookPanel,
    path: string,
    uri: string,
  ) {
    super(panel, path, uri);
    panel.content.model?.cells.changed.connect(this.touched, this);
    panel.content.model?.contentChanged.connect(this.touched, this);
    panel.content.model?.sharedModel.changed.connect(this.touched, this);
  }

  parts(): Part[] {
    return this.cells().map((cell, index) => this.part(cell, index));
  }

  kernel(): string {
    const { session, kernelPreference } = this.panel.sessionContext;
    const spec = this.panel.content.model?.getMetadata("kernelspec") as { name?: string } | null;
    return session?.kernel?.name ?? spec?.name ?? kernelPreference.name ?? "";
  }

  isTrusted(): boolean {
    return this.cells().every((cell) => cell.type !== "code" || cell.trusted);
  }

  async reveal(part: Part, offset: number, length: number): Promise<void> {
    const notebook = this.panel.content;
    const index = part.index ?? 0;
    const cell = notebook.widgets[index];
    if (cell === undefined) {
      return;
    }
    notebook.activeCellIndex = index;
    await notebook.scrollToCell(cell);
    await cell.ready;
    notebook.mode = "edit";
    const start = cell.editor?.getPositionAt(offset);
    const end = cell.editor?.getPositionAt(offset + length);
    if (start && end) {
      cell.editor?.setSelection({ start, end });
    }
    cell.editor?.focus();
  }

  private cells(): ICellModel[] {
    return Array.from(this.panel.content.model?.cells ?? []);
  }

  private part(cell: ICellModel, index: number): Part {
    const code = cell.type === "code" ? (cell as CodeCellModel) : null;
    return {
      uri: `${this.uri.replace("file:", CELL_SCHEME)}#${cell.id}`,
      index,
      isCode: code !== null,
      executionCount: code?.executionCount ?? null,
      shared: cell.sharedModel,
      text: () => cell.sharedModel.getSource(),
    };
  }
}
