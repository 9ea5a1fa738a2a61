import type { JupyterFrontEnd } from "@jupyterlab/application";
import type { IDocumentWidget } from "@jupyterlab/docregistry";
import type { FileEditor, IEditorTracker } from "@jupyterlab/fileeditor";
import type { INotebookTracker, NotebookPanel } from "@jupyterlab/notebook";
import { Signal } from "@lumino/signaling";
import type { Widget } from "@lumino/widgets";
import { FileDocument } from "./document/file";
import { NotebookDocument } from "./document/notebook";
import type { Part, SharedText, TrackedDocument } from "./document/tracked";
import type { Rest } from "./server/rest";

type Make = (path: string, uri: string) => TrackedDocument;

/** The notebooks and Python files that are open in this page. */
export class Documents {
  readonly opened = new Signal<this, TrackedDocument>(this);
  private readonly byWidget = new Map<Widget, TrackedDocument>();

  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly rest: Rest,
  ) {}

  follow(notebooks: INotebookTracker, editors: IEditorTracker): void {
    notebooks.widgetAdded.connect((_, panel) => void this.addNotebook(panel));
    editors.widgetAdded.connect((_, editor) => void this.addFile(editor));
    notebooks.forEach((panel) => void this.addNotebook(panel));
    editors.forEach((editor) => void this.addFile(editor));
  }

  all(): TrackedDocument[] {
    return [...this.byWidget.values()];
  }

  of(widget: Widget | null): TrackedDocument | null {
    return (widget && this.byWidget.get(widget)) ?? null;
  }

  at(path: string): TrackedDocument | undefined {
    return this.all().find((document) => document.path === path);
  }

  /** The document and the part that a text belongs to. */
  holding(shared: SharedText): { document: TrackedDocument; part: Part } | null {
    for (const document of this.byWidget.values()) {
      const part = document.parts().find((one) => one.shared === shared);
      if (part) {
        return { document, part };
      }
    }
    return null;
  }

  /** Brings the widget of a document to the front. */
  activate(document: TrackedDocument): void {
    for (const [widget, shown] of this.byWidget) {
      if (shown === document) {
        this.app.shell.activateById(widget.id);
      }
    }
  }

  private async addNotebook(panel: NotebookPanel): Promise<void> {
    await panel.context.ready;
    const info = panel.model?.getMetadata("language_info") as { name?: string } | undefined;
    const spec = panel.model?.getMetadata("kernelspec") as { language?: string } | undefined;
    // A new notebook has an empty name until its kernel runs.
    const language = info?.name || spec?.language || "python";
    if (language.toLowerCase() === "python") {
      await this.add(panel, (path, uri) => new NotebookDocument(panel, path, uri));
    }
  }

  private async addFile(editor: IDocumentWidget<FileEditor>): Promise<void> {
    await editor.context.ready;
    if (editor.context.path.endsWith(".py")) {
      const kernels = this.app.serviceManager.kernelspecs;
      const kernel = () => kernels.specs?.default ?? "python3";
      await this.add(editor, (path, uri) => new FileDocument(editor, path, uri, kernel));
    }
  }

  /** Keeps a document of the server's own disk, under its path of now and of later. */
  private async add(widget: IDocumentWidget, make: Make): Promise<void> {
    widget.context.pathChanged.connect(() => void this.replace(widget, make));
    await this.replace(widget, make);
    widget.disposed.connect(() => this.byWidget.delete(widget));
  }

  private async replace(widget: IDocumentWidget, make: Make): Promise<void> {
    this.byWidget.get(widget)?.dispose();
    this.byWidget.delete(widget);
    const { contents } = this.app.serviceManager;
    const path = contents.localPath(widget.context.path);
    if (!["", "RTC"].includes(contents.driveName(widget.context.path))) {
      return;
    }
    const place = await this.rest.place(path);
    if (!widget.isDisposed) {
      const document = make(path, place.uri);
      this.byWidget.set(widget, document);
      this.opened.emit(document);
    }
  }
}
