import { type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

/** Something drawn into the text behind a place: a layer's shape, or a button. */
export interface Ornament {
  offset: number;
  text: string;
  run?: () => void;
}

class OrnamentWidget extends WidgetType {
  constructor(private readonly ornament: Ornament) {
    super();
  }

  override eq(other: OrnamentWidget): boolean {
    const { text, run } = this.ornament;
    return text === other.ornament.text && run === other.ornament.run;
  }

  toDOM(): HTMLElement {
    const { text, run } = this.ornament;
    const element = document.createElement(run ? "button" : "span");
    element.className = run ? "kerascope-lens" : "kerascope-shape";
    element.textContent = text;
    if (run) {
      element.addEventListener("mousedown", (event) => event.preventDefault());
      element.addEventListener("click", run);
    }
    return element;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const replace = StateEffect.define<Ornament[]>();

/** Keeps the ornaments in place while the text around them changes. */
export const ornaments = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    let now = shown.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(replace)) {
        now = Decoration.set(effect.value.map(decoration), true);
      }
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Shows these ornaments and no others. */
export function setOrnaments(view: EditorView, wanted: Ornament[]): void {
  const length = view.state.doc.length;
  const inside = wanted.filter(({ offset }) => offset <= length);
  view.dispatch({ effects: replace.of(inside) });
}

function decoration(ornament: Ornament): Range<Decoration> {
  const widget = new OrnamentWidget(ornament);
  return Decoration.widget({ widget, side: ornament.run ? 2 : 1 }).range(ornament.offset);
}
