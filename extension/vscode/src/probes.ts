import type { ProbeReport } from "@kerascope/report";
import { type Disposable, EventEmitter, Uri, window, workspace } from "vscode";
import { textOf } from "./documents";
import type { Server } from "./server/server";

/** A report with the texts it was measured on. */
export interface Probed {
  document: Uri;
  report: ProbeReport;
  texts: ReadonlyMap<string, string>;
}

/** Starts probes and keeps the last report on each document. */
export class Probes implements Disposable {
  private readonly last = new Map<string, Probed>();
  private readonly texts = new Map<string, ReadonlyMap<string, string>>();
  private readonly reported = new EventEmitter<Probed>();
  private readonly subscription: Disposable;
  readonly onDidReport = this.reported.event;

  constructor(private readonly server: Server) {
    this.subscription = server.onDidReport(({ uri, report }) => {
      this.keep(Uri.parse(uri), report as ProbeReport);
    });
  }

  on(document: Uri): Probed | undefined {
    return this.last.get(document.toString());
  }

  /** Probes a document, or some of its findings; the report comes as an event. */
  async probe(document: Uri, findings?: string[]): Promise<void> {
    if (!workspace.isTrusted) {
      throw new Error("A probe runs the script, and this workspace is not trusted.");
    }
    if (!["file", "untitled"].includes(document.scheme)) {
      throw new Error("A probe runs the script, so it has to be on this machine's disk.");
    }
    const key = document.toString();
    const now = textsOf(document);
    if (!this.texts.has(key)) this.texts.set(key, now);
    try {
      const report = await this.server.execute(
        "kerascope.probe",
        key,
        ...(findings ? [findings] : []),
      );
      if (report === null)
        void window.setStatusBarMessage("Kerascope: the probe was cancelled", 5000);
    } finally {
      if (this.texts.get(key) === now) this.texts.delete(key);
    }
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private keep(document: Uri, report: ProbeReport): void {
    const texts = this.texts.get(document.toString()) ?? textsOf(document);
    const probed = { document, report, texts };
    this.last.set(document.toString(), probed);
    this.reported.fire(probed);
  }
}

/** Whether the document still says what was put to the test. */
export function isCurrent({ document, texts }: Probed): boolean {
  const now = textsOf(document);
  return now.size === texts.size && [...texts].every(([uri, text]) => now.get(uri) === text);
}

function textsOf(document: Uri): ReadonlyMap<string, string> {
  const notebook = workspace.notebookDocuments.find(
    ({ uri }) => uri.toString() === document.toString(),
  );
  const script = textOf(document, null);
  const open = notebook ? notebook.getCells().map((cell) => cell.document) : script ? [script] : [];
  return new Map(open.map((text) => [text.uri.toString(), text.getText()]));
}
