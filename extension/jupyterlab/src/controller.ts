import type { JupyterFrontEnd } from "@jupyterlab/application";
import { MainAreaWidget, Notification, type WidgetTracker } from "@jupyterlab/apputils";
import type { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import type { Edit } from "@kerascope/report";
import { Menu, Widget } from "@lumino/widgets";
import { actionsOn } from "./actions";
import { offsetsOf, partAt, rangeOf } from "./document/places";
import type { Part, SharedText, TrackedDocument } from "./document/tracked";
import type { Documents } from "./documents";
import { Painter } from "./editor/painter";
import type { Views } from "./editor/views";
import { type Finding, findingsIn, findingsOf } from "./findings";
import { applyChanges, changesOf } from "./fixes";
import { rendered } from "./markdown";
import { FindingsPanel, kerascopeIcon, type PanelHands } from "./panel";
import type { Prober } from "./probe/prober";
import { ReportPanel } from "./probe/report_panel";
import type { LanguageClient } from "./server/client";
import type { TextChange } from "./server/protocol";

const RUN_ACTION = "kerascope:run-action";

/** What the extension is made of. */
export interface Parts {
  app: JupyterFrontEnd;
  rendermime: IRenderMimeRegistry;
  documents: Documents;
  views: Views;
  client: LanguageClient;
  prober: Prober;
  reports: WidgetTracker<MainAreaWidget<ReportPanel>>;
}

/** Carries out what the user asks for, from wherever it is asked. */
export class Controller implements PanelHands {
  readonly panel: FindingsPanel;
  private readonly painter: Painter;
  private current: TrackedDocument | null = null;
  private menu: Menu | null = null;

  constructor(private readonly parts: Parts) {
    const { app, client, documents, prober, views } = parts;
    this.panel = new FindingsPanel(this);
    this.painter = new Painter(views, client, this, (document) => this.probeAll(document));
    client.edit = (edit) => applyChanges(documents.all(), changesOf(edit));
    client.drawn.connect((_, document) => this.redraw(document));
    prober.changed.connect((_, document) => this.redraw(document));
    prober.progressed.connect((_, document) => this.panel.refresh(document));
    prober.reported.connect((_, document) => this.report(document));
    documents.opened.connect((_, document) => this.opened(document));
    views.added.connect((_, shared) => this.shown(shared));
    app.commands.addCommand(RUN_ACTION, {
      label: (args) => String(args.title),
      execute: (args) => this.offered[Number(args.at)]?.run(),
    });
  }

  private offered: ReturnType<typeof actionsOn> = [];

  /** Another widget is at the front; one that is not ours changes nothing. */
  turnTo(widget: Widget | null): void {
    const document = this.parts.documents.of(widget);
    if (document !== null) {
      this.current = document;
      this.panel.draw(document);
    }
  }

  get document(): TrackedDocument | null {
    return this.current?.isDisposed === false ? this.current : null;
  }

  change(changes: TextChange[]): void {
    if (!applyChanges(this.parts.documents.all(), changes)) {
      Notification.warning("The code has changed since. Choose the action again.");
    }
  }

  explain(code: string): void {
    void this.showPage(code);
  }

  probe(finding: Finding): void {
    void this.parts.prober.start(finding.document, [finding.diagnostic.code]);
  }

  probeAll(document: TrackedDocument): void {
    this.parts.app.shell.activateById(this.panel.id);
    void this.parts.prober.start(document, null);
  }

  cancel(document: TrackedDocument): void {
    void this.parts.prober.cancel(document);
  }

  fixAll(document: TrackedDocument): void {
    void this.parts.client.fixAll(document).then((edit) => {
      if (edit === null) {
        Notification.info("There is no fix here that is safe to make without looking.");
      } else {
        this.change(changesOf(edit));
      }
    });
  }

  reveal(finding: Finding): void {
    this.parts.documents.activate(finding.document);
    const length = finding.to - finding.from;
    void finding.document.reveal(finding.part, finding.from, length);
  }

  report(document: TrackedDocument): void {
    void this.openReport(document.path);
  }

  /** Shows the report of the document at a path, also before that is open again. */
  async openReport(path: string): Promise<void> {
    const { app, reports } = this.parts;
    let widget = reports.find(({ content }) => content.path === path);
    if (widget === undefined) {
      const content = new ReportPanel(
        path,
        ({ cell, range }) => this.pick(path, cell, range),
        (edits) => this.apply(path, edits),
      );
      widget = new MainAreaWidget({ content });
      widget.id = `kerascope-report-${path}`;
      widget.title.label = `Probe: ${path.split("/").pop()}`;
      widget.title.icon = kerascopeIcon;
      widget.title.closable = true;
      await reports.add(widget);
      app.shell.add(widget, "main", { mode: "split-right" });
    }
    app.shell.activateById(widget.id);
    const open = this.parts.documents.at(path);
    widget.content.draw(open ? open.probe : await this.parts.prober.last(path));
  }

  /** A menu with what can be done where the cursor is, or where the context menu was asked for. */
  quickFix(atPointer: boolean): void {
    const place = atPointer ? this.parts.views.asked : this.parts.views.focused();
    const found = place ? this.findingsAt(place.shared, place.offset) : [];
    const view = place && this.parts.views.of(place.shared)[0];
    const at = place && view?.coordsAtPos(place.offset);
    this.offered = found.flatMap((finding) => actionsOn(finding, this));
    this.menu?.dispose();
    const menu = new Menu({ commands: this.parts.app.commands });
    this.menu = menu;
    this.offered.forEach(({ title }, at) => {
      menu.addItem({ command: RUN_ACTION, args: { title, at } });
    });
    if (at && this.offered.length > 0) {
      menu.open(at.left, at.bottom);
    }
  }

  /** Explains the finding at the cursor, or under the context menu. */
  explainHere(atPointer: boolean): void {
    const place = atPointer ? this.parts.views.asked : this.parts.views.focused();
    const finding = place ? this.findingsAt(place.shared, place.offset)[0] : undefined;
    if (finding) {
      this.explain(finding.diagnostic.code);
    }
  }

  /** Goes to the finding after the cursor, or to the first one. */
  nextFinding(): void {
    const place = this.parts.views.focused();
    if (this.document === null) {
      return;
    }
    const found = findingsOf(this.document);
    const parts = this.document.parts().map((part) => part.shared);
    const now = place ? parts.indexOf(place.shared) : -1;
    const next = found.find(({ part, from }) => {
      const cell = parts.indexOf(part.shared);
      return cell > now || (cell === now && from > (place?.offset ?? -1));
    });
    const chosen = next ?? found[0];
    if (chosen) {
      this.reveal(chosen);
    }
  }

  /** What hovering over a place tells, unless a squiggle there has its own tooltip. */
  async tell(shared: SharedText, offset: number): Promise<HTMLElement | null> {
    const held = this.parts.documents.holding(shared);
    if (!held || this.findingsAt(shared, offset).length > 0) {
      return null;
    }
    const before = held.part.text().slice(0, offset).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const hover = await this.parts.client.hover(held.part, position);
    return hover && rendered(this.parts.rendermime, hover.contents.value);
  }

  private opened(document: TrackedDocument): void {
    this.parts.client.open(document);
    document.changed.connect(() => this.panel.refresh(document));
    void this.parts.prober.recall(document);
    this.turnTo(this.parts.app.shell.currentWidget);
    if (this.document === null) {
      this.current = document;
      this.panel.draw(document);
    }
  }

  private redraw(document: TrackedDocument): void {
    this.painter.schedule(document);
    this.panel.refresh(document);
    this.parts.reports.forEach(({ content }) => {
      if (content.path === document.path) {
        content.draw(document.probe);
      }
    });
  }

  private shown(shared: SharedText): void {
    const held = this.parts.documents.holding(shared);
    if (held) {
      this.painter.schedule(held.document);
    }
  }

  private findingsAt(shared: SharedText, offset: number): Finding[] {
    const held = this.parts.documents.holding(shared);
    const found = held ? findingsIn(held.document, held.part) : [];
    return found.filter(({ from, to }) => from <= offset && offset <= to);
  }

  private pick(path: string, cell: number | null, range: Parameters<typeof rangeOf>[1]): void {
    const document = this.parts.documents.at(path);
    const part = document && partAt(document, cell);
    if (document && part) {
      this.parts.documents.activate(document);
      const [from, to] = offsetsOf(part.text(), rangeOf(part.text(), range));
      void document.reveal(part, from, to - from);
    }
  }

  /** Makes a report's edits, if the code is still the code that was tried. */
  private apply(path: string, edits: Edit[]): void {
    const document = this.parts.documents.at(path);
    const texts = new Map<Part, TextChange>();
    for (const edit of edits) {
      const part = document && partAt(document, edit.cell ?? null);
      const tested = document?.probe?.cells.find((cell) => cell.index === part?.index);
      if (!part || part.text() !== tested?.text) {
        Notification.warning("The code is not the one that was probed. Probe it again.");
        return;
      }
      const change = texts.get(part) ?? { uri: part.uri, version: null, edits: [] };
      change.edits.push({ range: rangeOf(part.text(), edit.range), newText: edit.text });
      texts.set(part, change);
    }
    this.change([...texts.values()]);
  }

  private async showPage(code: string): Promise<void> {
    const { app, client, rendermime } = this.parts;
    const content = new Widget({ node: await rendered(rendermime, await client.explain(code)) });
    content.addClass("kerascope-page");
    const widget = new MainAreaWidget({ content });
    widget.title.label = code;
    widget.title.icon = kerascopeIcon;
    widget.title.closable = true;
    app.shell.add(widget, "main", { mode: "split-right" });
  }
}
