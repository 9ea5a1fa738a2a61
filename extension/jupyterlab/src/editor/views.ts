import type { EditorView } from "@codemirror/view";
import { Signal } from "@lumino/signaling";
import type { SharedText } from "../document/tracked";

/** The editors that show a text now; cells out of sight have none. */
export class Views {
  readonly added = new Signal<this, SharedText>(this);
  /** Where the context menu was asked for last. */
  asked: { shared: SharedText; offset: number } | null = null;
  private readonly shown = new Map<SharedText, Set<EditorView>>();

  add(shared: SharedText, view: EditorView): void {
    const views = this.shown.get(shared) ?? new Set();
    this.shown.set(shared, views.add(view));
    // A view must not be changed while it is being made.
    queueMicrotask(() => this.added.emit(shared));
  }

  remove(shared: SharedText, view: EditorView): void {
    const views = this.shown.get(shared);
    views?.delete(view);
    if (views?.size === 0) {
      this.shown.delete(shared);
    }
  }

  of(shared: SharedText): EditorView[] {
    return [...(this.shown.get(shared) ?? [])];
  }

  /** The text with the cursor in it, and where it stands. */
  focused(): { shared: SharedText; offset: number } | null {
    for (const [shared, views] of this.shown) {
      const view = [...views].find((one) => one.hasFocus);
      if (view) {
        return { shared, offset: view.state.selection.main.head };
      }
    }
    return null;
  }
}
