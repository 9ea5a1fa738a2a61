import { basename } from "node:path";
import type { ProbeReport } from "@kerascope/report";
import {
  type Disposable,
  EventEmitter,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from "vscode";
import type { Finding, Findings } from "./findings";
import type { Server } from "./server/server";

/** A `fit`, as the server describes it, with the identities of the findings that bear on it. */
interface TrainingRun {
  /** The URI of the script, or of the cell that holds the call. */
  uri: string;
  line: number;
  findings: string[];
}

type Node =
  | { kind: "document"; uri: Uri }
  | { kind: "run"; run: TrainingRun; findings: Finding[] }
  | { kind: "finding"; finding: Finding };

/** Documents, their training runs, and what was found and proved about each. */
export class FindingsTree implements TreeDataProvider<Node>, Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly subscription: Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly findings: Findings,
    private readonly server: Server,
  ) {
    this.subscription = findings.onDidChange(() => this.changed.fire());
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) return this.findings.documents().map((uri) => ({ kind: "document", uri }));
    if (node.kind === "document") return this.runs(node.uri);
    if (node.kind === "run") return node.findings.map((finding) => ({ kind: "finding", finding }));
    return [];
  }

  getTreeItem(node: Node): TreeItem {
    if (node.kind === "document") return documentItem(node.uri);
    if (node.kind === "run") return runItem(node.run, node.findings.length);
    return findingItem(node.finding);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async runs(document: Uri): Promise<Node[]> {
    const all = this.findings.in(document);
    const runs = await this.server
      .request<TrainingRun[]>("kerascope/trainingRuns", { uri: document.toString() })
      .catch(() => []);
    const inRuns = new Set(runs.flatMap((run) => run.findings));
    const nodes: Node[] = runs.map((run) => ({
      kind: "run",
      run,
      findings: all.filter(({ id }) => run.findings.includes(id)),
    }));
    const others = all.filter(({ id }) => !inRuns.has(id));
    return [...nodes, ...others.map((finding): Node => ({ kind: "finding", finding }))];
  }
}

function documentItem(uri: Uri): TreeItem {
  const item = new TreeItem(uri, TreeItemCollapsibleState.Expanded);
  item.label = basename(uri.path);
  item.iconPath = ThemeIcon.File;
  item.contextValue = "document";
  return item;
}

function runItem({ uri, line }: TrainingRun, count: number): TreeItem {
  const item = new TreeItem(`fit() in line ${line + 1}`, TreeItemCollapsibleState.Expanded);
  item.description = count === 0 ? "nothing found" : `${count} finding${count === 1 ? "" : "s"}`;
  item.iconPath = new ThemeIcon("play-circle");
  item.contextValue = "run";
  item.command = revealing(Uri.parse(uri), new Range(line, 0, line, 0));
  return item;
}

function findingItem({ code, name, verdict, tier, place, diagnostic }: Finding): TreeItem {
  const item = new TreeItem(`${code} ${name}`);
  item.description = verdict ?? tier;
  item.tooltip = new MarkdownString().appendText(diagnostic.message);
  item.iconPath = verdict ? VERDICTS[verdict] : new ThemeIcon(TIERS[tier]);
  item.accessibilityInformation = { label: `${code} ${name}, ${verdict ?? tier}` };
  item.contextValue = "finding";
  item.command = revealing(place, diagnostic.range);
  return item;
}

function revealing(place: Uri, range: Range): NonNullable<TreeItem["command"]> {
  return { command: "kerascope.reveal", title: "Show in the editor", arguments: [place, range] };
}

const TIERS = { certain: "error", likely: "warning", hypothesis: "info" };

type Outcome = NonNullable<ProbeReport["verdicts"]>[number]["verdict"];

const GAINED = new ThemeColor("testing.iconPassed");
const LOST = new ThemeColor("testing.iconFailed");
const VERDICTS: Record<Outcome, ThemeIcon> = {
  confirmed: new ThemeIcon("pass-filled", GAINED),
  secondary: new ThemeIcon("pass", GAINED),
  "speed only": new ThemeIcon("watch"),
  refuted: new ThemeIcon("circle-slash"),
  harmful: new ThemeIcon("error", LOST),
  inconclusive: new ThemeIcon("question"),
  untestable: new ThemeIcon("dash"),
  "could not run": new ThemeIcon("warning"),
};
