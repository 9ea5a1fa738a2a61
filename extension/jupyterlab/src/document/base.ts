import type { DocumentRegistry, IDocumentWidget } from "@jupyterlab/docregistry";
import { Signal } from "@lumino/signaling";
import type { Diagnostic } from "../server/protocol";
import type { ProbeState } from "../server/rest";
import type { TrackedDocument } from "./tracked";

/** Milliseconds to wait for more changes before the server is told. */
const PAUSE = 30;

/** What notebooks and scripts have in common: changes are gathered, saves are told. */
export abstract class BaseDocument {
  readonly changed = new Signal<TrackedDocument, void>(this as unknown as TrackedDocument);
  readonly saved = new Signal<TrackedDocument, void>(this as unknown as TrackedDocument);
  readonly disposed = new Signal<TrackedDocument, void>(this as unknown as TrackedDocument);
  readonly diagnostics = new Map<string, Diagnostic[]>();
  synced = new Map<string, { version: number; text: string }>();
  probe: ProbeState | null = null;
  private timer = 0;
  private gone = false;

  constructor(
    readonly widget: IDocumentWidget,
    readonly path: string,
    readonly uri: string,
  ) {
    widget.context.saveState.connect(this.onSave, this);
    widget.disposed.connect(this.dispose, this);
  }

  get isDisposed(): boolean {
    return this.gone;
  }

  dispose(): void {
    if (this.gone) {
      return;
    }
    this.gone = true;
    window.clearTimeout(this.timer);
    this.disposed.emit();
    Signal.clearData(this);
  }

  protected touched(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.changed.emit(), PAUSE);
  }

  private onSave(_: DocumentRegistry.Context, state: DocumentRegistry.SaveState): void {
    if (state === "completed") {
      this.saved.emit();
    }
  }
}
