import { type EditorView, hoverTooltip, type Tooltip, ViewPlugin } from "@codemirror/view";
import { EditorExtensionRegistry, type IEditorExtensionFactory } from "@jupyterlab/codemirror";
import type { SharedText } from "../document/tracked";
import { ornaments } from "./ornaments";
import type { Views } from "./views";

/** What is known about a place in a text, as an element; null where there is nothing to say. */
export type Tell = (shared: SharedText, offset: number) => Promise<HTMLElement | null>;

const SECONDARY = 2;

/** What every editor of JupyterLab gets: whether its text is one of ours is seen later. */
export function editorExtension(views: Views, tell: Tell): IEditorExtensionFactory {
  return {
    name: "kerascope",
    factory: ({ model }) => {
      const shared = model.sharedModel;
      return EditorExtensionRegistry.createImmutableExtension([
        ViewPlugin.define((view) => {
          views.add(shared, view);
          contextMenu(views, shared, view);
          return { destroy: () => views.remove(shared, view) };
        }),
        ornaments,
        hoverTooltip((_, offset) => hover(tell, shared, offset)),
      ]);
    },
  };
}

/** Remembers where the context menu is asked for. */
function contextMenu(views: Views, shared: SharedText, view: EditorView): void {
  // Not by the editor's own handlers: the notebook has spoken for this event before them.
  view.dom.addEventListener("mousedown", (event) => {
    if (event.button === SECONDARY) {
      const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
      views.asked = { shared, offset: offset ?? view.state.selection.main.head };
    }
  });
}

async function hover(tell: Tell, shared: SharedText, offset: number): Promise<Tooltip | null> {
  const element = await tell(shared, offset);
  if (element === null) {
    return null;
  }
  element.classList.add("kerascope-hover");
  return { pos: offset, above: false, create: () => ({ dom: element }) };
}
