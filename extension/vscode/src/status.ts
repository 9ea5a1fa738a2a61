import {
  type Disposable,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  type Uri,
  window,
} from "vscode";
import type { Findings } from "./findings";
import type { Condition, Server } from "./server/server";

/** The item in the status bar: what was found in the document in front, or what is wrong. */
export class Status implements Disposable {
  private readonly item: StatusBarItem;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly server: Server,
    private readonly findings: Findings,
    private readonly document: () => Uri | undefined,
  ) {
    this.item = window.createStatusBarItem("kerascope.status", StatusBarAlignment.Left);
    this.item.name = "Kerascope";
    const draw = () => this.draw();
    this.subscriptions = [
      server.onDidChangeCondition(draw),
      findings.onDidChange(draw),
      window.onDidChangeActiveTextEditor(draw),
      window.onDidChangeActiveNotebookEditor(draw),
    ];
    this.draw();
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private draw(): void {
    const { condition } = this.server;
    const failed = condition.kind === "failed";
    this.item.text = this.text(condition);
    this.item.tooltip = new MarkdownString(failed ? condition.problem : TOOLTIPS[condition.kind]);
    this.item.accessibilityInformation = { label: this.item.text.replace(/\$\(\S+\) /, "") };
    this.item.command = failed ? "kerascope.showLogs" : "kerascope.findings.focus";
    this.item.backgroundColor = failed
      ? new ThemeColor("statusBarItem.errorBackground")
      : undefined;
  }

  private text(condition: Condition): string {
    if (condition.kind === "starting") return "$(loading~spin) Kerascope";
    if (condition.kind !== "running") return "$(error) Kerascope: not running";
    const document = this.document();
    const count = document ? this.findings.in(document).length : 0;
    if (count === 0) return "$(beaker) Kerascope";
    return `$(beaker) Kerascope: ${count} finding${count === 1 ? "" : "s"}`;
  }
}

const TOOLTIPS = {
  starting: "The Kerascope server is starting.",
  running: "What may keep the model from learning. Click for the list.",
  stopped: "The Kerascope server is not running.",
};
