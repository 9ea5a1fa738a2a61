import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from "@jupyterlab/application";
import { ICommandPalette, type MainAreaWidget, WidgetTracker } from "@jupyterlab/apputils";
import { IEditorExtensionRegistry } from "@jupyterlab/codemirror";
import { IEditorTracker } from "@jupyterlab/fileeditor";
import { INotebookTracker } from "@jupyterlab/notebook";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { addCommands, SHOW_REPORT } from "./commands";
import { Controller } from "./controller";
import { Documents } from "./documents";
import { editorExtension } from "./editor/extension";
import { Views } from "./editor/views";
import { Prober } from "./probe/prober";
import type { ReportPanel } from "./probe/report_panel";
import { LanguageClient } from "./server/client";
import { Rest } from "./server/rest";

const ID = "@kerascope/jupyterlab:plugin";

const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: "Why is my Keras accuracy not improving?",
  autoStart: true,
  requires: [INotebookTracker, IEditorTracker, IEditorExtensionRegistry, IRenderMimeRegistry],
  optional: [ILabShell, ILayoutRestorer, ICommandPalette, ISettingRegistry],
  activate,
};

function activate(
  app: JupyterFrontEnd,
  notebooks: INotebookTracker,
  editors: IEditorTracker,
  extensions: IEditorExtensionRegistry,
  rendermime: IRenderMimeRegistry,
  labShell: ILabShell | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  settings: ISettingRegistry | null,
): void {
  const rest = new Rest(app.serviceManager.serverSettings);
  const documents = new Documents(app, rest);
  const views = new Views();
  const client = new LanguageClient(rest);
  const prober = new Prober(rest);
  const reports = new WidgetTracker<MainAreaWidget<ReportPanel>>({ namespace: "kerascope-report" });
  const controller = new Controller({
    app,
    rendermime,
    documents,
    views,
    client,
    prober,
    reports,
  });
  extensions.addExtension(
    editorExtension(views, (shared, offset) => controller.tell(shared, offset)),
  );
  addCommands(app, controller, palette);
  app.shell.add(controller.panel, "right", { rank: 900 });
  restorer?.add(controller.panel, "kerascope-findings");
  void restorer?.restore(reports, {
    command: SHOW_REPORT,
    args: ({ content }) => ({ path: content.path }),
    name: ({ content }) => content.path,
  });
  labShell?.currentChanged.connect((_, { newValue }) => controller.turnTo(newValue));
  documents.follow(notebooks, editors);
  void followSettings(settings, client);
}

/** Hands the user's settings to the language server, now and when they change. */
async function followSettings(
  registry: ISettingRegistry | null,
  client: LanguageClient,
): Promise<void> {
  const settings = await registry?.load(ID);
  const tell = (): void => {
    const chosen = settings?.composite ?? {};
    client.configure({
      hover: chosen.hover !== false,
      inlayHints: chosen.shapes !== false,
      ignore: (chosen.ignore as string[] | undefined) ?? [],
    });
  };
  settings?.changed.connect(tell);
  tell();
}

export default plugin;
