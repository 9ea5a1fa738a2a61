import { commands, type ExtensionContext, window, workspace } from "vscode";
import { type Parts, registerCommands, run } from "./commands";
import { ActiveDocument } from "./documents";
import { Findings } from "./findings";
import { Pages, SCHEME } from "./pages";
import { Probes } from "./probes";
import { Recommended } from "./report/apply";
import { ReportPanels } from "./report/panel";
import { Server } from "./server/server";
import { Status } from "./status";
import { FindingsTree } from "./tree";

let server: Server | undefined;

/** Sets everything up and starts the server, without waiting for it. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Kerascope", { log: true });
  const findings = new Findings();
  server = new Server(context.extensionPath, log, findings);
  const probes = new Probes(server);
  const panels = new ReportPanels(context.extensionUri, (probed) => {
    void run(parts, () => recommended.preview(probed), []);
  });
  const active = new ActiveDocument();
  const pages = new Pages();
  const recommended = new Recommended(pages);
  const tree = new FindingsTree(findings, server);
  const extension = context.extensionUri;
  const parts: Parts = { extension, server, findings, probes, panels, pages, recommended, active };
  context.subscriptions.push(
    log,
    server,
    probes,
    panels,
    tree,
    new Status(server, findings, () => active.uri),
    window.registerTreeDataProvider("kerascope.findings", tree),
    workspace.registerTextDocumentContentProvider(SCHEME, pages),
    probes.onDidReport((probed) => panels.show(probed)),
    ...registerCommands(parts),
    ...followContext(parts),
  );
  void server.start();
}

/** Waits until the server, and every probe with it, has ended. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Keeps the keys up to date that menus are shown by. */
function followContext({ findings, probes, active }: Parts) {
  const update = () => {
    const document = active.uri;
    const canProbe = document ? findings.in(document).some(({ probe }) => probe) : false;
    const hasReport = document ? probes.on(document) !== undefined : false;
    void commands.executeCommand("setContext", "kerascope.canProbe", canProbe);
    void commands.executeCommand("setContext", "kerascope.hasReport", hasReport);
  };
  return [
    findings.onDidChange(update),
    probes.onDidReport(update),
    window.onDidChangeActiveTextEditor(update),
    window.onDidChangeActiveNotebookEditor(update),
  ];
}
