import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, type Tooltip, ViewPlugin } from "@codemirror/view";
import { EditorExtensionRegistry, type IEditorExtensionFactory } from "@jupyterlab/codemirror";
import type { SharedText } from "../document/tracked";
import { ornaments } from "./ornaments";
import type { Views } from "./views";

/** What is known about a place in a text, as an element; null where there is nothing to say. */
export type Tell = (shared: SharedText, offset: number) => Promise<HTMLElement | null>;

/** What every editor of JupyterLab gets: whether its text is one of ours is seen later. */
export function editorExtension(views: Views, tell: Tell): IEditorExtensionFactory {
  return {
    name: "kerascope",
    factory: ({ model }) => {
      const shared = model.sharedModel;
      return EditorExtensionRegistry.createImmutableExtension([
        ViewPlugin.define((view) => {
          views.add(shared, view);
          return { destroy: () => views.remove(shared, view) };
        }),
        ornaments,
        contextMenu(views, shared),
        hoverTooltip((_, offset) => hover(tell, shared, offset)),
      ]);
    },
  };
}

function contextMenu(views: Views, shared: SharedText): Extension {
  return EditorView.domEventHandlers({
    contextmenu: (event, view) => {
      const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
      views.asked = { shared, offset: offset ?? view.state.selection.main.head };
      return false;
    },
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
