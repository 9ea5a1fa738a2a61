import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import type { Place } from "@kerascope/report";
import {
  type Disposable,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import { editorRange, reveal, textOf } from "../documents";
import type { Probed } from "../probes";
import type { FromPage, ToPage } from "./messages";

/** The panels with reports: one for each document that was probed. */
export class ReportPanels implements Disposable {
  private readonly panels = new Map<string, ReportPanel>();

  constructor(
    private readonly extension: Uri,
    private readonly apply: (probed: Probed) => void,
  ) {}

  show(probed: Probed): void {
    const key = probed.document.toString();
    const open = this.panels.get(key);
    if (open) {
      open.show(probed);
      return;
    }
    const panel = new ReportPanel(this.extension, probed, this.apply);
    this.panels.set(key, panel);
    panel.onDidClose(() => this.panels.delete(key));
  }

  dispose(): void {
    for (const panel of [...this.panels.values()]) panel.dispose();
  }
}

/** One report beside the editor. */
class ReportPanel implements Disposable {
  private readonly panel: WebviewPanel;

  constructor(
    extension: Uri,
    private probed: Probed,
    private readonly apply: (probed: Probed) => void,
  ) {
    const scripts = Uri.joinPath(extension, "dist");
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.panel = window.createWebviewPanel("kerascope.report", title(probed), column, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [scripts],
    });
    this.panel.iconPath = Uri.joinPath(extension, "media", "icon.png");
    this.panel.webview.onDidReceiveMessage((message: FromPage) => this.receive(message));
    this.panel.webview.html = page(this.panel.webview, Uri.joinPath(scripts, "page.js"));
  }

  onDidClose(listener: () => void): void {
    this.panel.onDidDispose(listener);
  }

  show(probed: Probed): void {
    this.probed = probed;
    this.panel.reveal(undefined, true);
    this.send();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private receive(message: FromPage): void {
    if (message.kind === "ready") this.send();
    else if (message.kind === "apply") this.apply(this.probed);
    else void this.pick(message.place);
  }

  private send(): void {
    const path = workspace.asRelativePath(this.probed.document);
    const message: ToPage = { report: { ...this.probed.report, path } };
    void this.panel.webview.postMessage(message);
  }

  private async pick({ cell, range }: Place): Promise<void> {
    const text = textOf(this.probed.document, cell);
    if (text) await reveal(text.uri, editorRange(text, range));
    else if (cell === null)
      await window.showTextDocument(this.probed.document, { viewColumn: ViewColumn.One });
  }
}

function title({ document }: Probed): string {
  return `Probe of ${basename(document.path)}`;
}

function page(webview: Webview, script: Uri): string {
  const nonce = randomBytes(16).toString("hex");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width">
    <title>Kerascope probe</title>
  </head>
  <body>
    <main></main>
    <script nonce="${nonce}" src="${webview.asWebviewUri(script)}"></script>
  </body>
</html>`;
}
