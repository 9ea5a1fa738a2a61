import type { TrackedDocument } from "../document/tracked";
import type { Connection } from "./connection";

interface Sent {
  text: string;
  version: number;
  isCode: boolean;
  executionCount: number | null;
}

/** Tells the server what a document holds: everything at first, then what has changed since. */
export class Sync {
  private sent = new Map<string, Sent>();
  private order: string[] = [];
  private version = 0;
  private uri = "";

  constructor(private readonly document: TrackedDocument) {}

  open(connection: Connection): void {
    this.uri = this.document.uri;
    this.version = 1;
    this.take();
    if (this.document.isNotebook) {
      connection.notify("notebookDocument/didOpen", {
        notebookDocument: {
          uri: this.uri,
          notebookType: "jupyter-notebook",
          version: this.version,
          cells: this.order.map((uri) => this.cell(uri)),
        },
        cellTextDocuments: this.order.map((uri) => this.item(uri)),
      });
    } else {
      connection.notify("textDocument/didOpen", { textDocument: this.item(this.uri) });
    }
  }

  update(connection: Connection): void {
    const former = this.sent;
    const formerOrder = this.order;
    this.take();
    const edited = this.order.filter((uri) => {
      const before = former.get(uri);
      return before !== undefined && before.version !== this.sent.get(uri)?.version;
    });
    if (this.document.isNotebook) {
      this.updateNotebook(connection, former, formerOrder, edited);
    } else if (edited.length > 0) {
      connection.notify("textDocument/didChange", this.content(this.uri));
    }
  }

  saved(connection: Connection): void {
    if (this.document.isNotebook) {
      connection.notify("notebookDocument/didSave", { notebookDocument: { uri: this.uri } });
    } else {
      connection.notify("textDocument/didSave", { textDocument: { uri: this.uri } });
    }
  }

  close(connection: Connection): void {
    if (this.document.isNotebook) {
      connection.notify("notebookDocument/didClose", {
        notebookDocument: { uri: this.uri },
        cellTextDocuments: this.order.map((uri) => ({ uri })),
      });
    } else {
      connection.notify("textDocument/didClose", { textDocument: { uri: this.uri } });
    }
  }

  private updateNotebook(
    connection: Connection,
    former: Map<string, Sent>,
    formerOrder: string[],
    edited: string[],
  ): void {
    const structure = this.structure(formerOrder);
    const run = this.order.filter((uri) => {
      const before = former.get(uri);
      return before && before.executionCount !== this.sent.get(uri)?.executionCount;
    });
    if (!structure && edited.length === 0 && run.length === 0) {
      return;
    }
    this.version += 1;
    connection.notify("notebookDocument/didChange", {
      notebookDocument: { uri: this.uri, version: this.version },
      change: {
        cells: {
          ...(structure ? { structure } : {}),
          ...(run.length > 0 ? { data: run.map((uri) => this.cell(uri)) } : {}),
          ...(edited.length > 0 ? { textContent: edited.map((uri) => this.change(uri)) } : {}),
        },
      },
    });
  }

  /** The smallest splice from the former order of cells to the one of now. */
  private structure(former: string[]): object | null {
    const now = this.order;
    let start = 0;
    while (start < former.length && start < now.length && former[start] === now[start]) {
      start += 1;
    }
    let tail = 0;
    const most = Math.min(former.length, now.length) - start;
    while (tail < most && former[former.length - 1 - tail] === now[now.length - 1 - tail]) {
      tail += 1;
    }
    const gone = former.slice(start, former.length - tail);
    const come = now.slice(start, now.length - tail);
    if (gone.length === 0 && come.length === 0) {
      return null;
    }
    return {
      array: { start, deleteCount: gone.length, cells: come.map((uri) => this.cell(uri)) },
      didOpen: come.filter((uri) => !gone.includes(uri)).map((uri) => this.item(uri)),
      didClose: gone.filter((uri) => !come.includes(uri)).map((uri) => ({ uri })),
    };
  }

  /** Remembers the document as it is; a text that has changed gets a new version. */
  private take(): void {
    const now = new Map<string, Sent>();
    for (const part of this.document.parts()) {
      const text = part.text();
      const before = this.sent.get(part.uri);
      const version = before === undefined ? 1 : before.version + (before.text === text ? 0 : 1);
      const { isCode, executionCount } = part;
      now.set(part.uri, { text, version, isCode, executionCount });
    }
    this.sent = now;
    this.order = [...now.keys()];
    this.document.synced = now;
  }

  private known(uri: string): Sent {
    const sent = this.sent.get(uri);
    if (sent === undefined) {
      throw new Error(`${uri} is not open.`);
    }
    return sent;
  }

  private cell(uri: string): object {
    const { isCode, executionCount } = this.known(uri);
    const summary = executionCount ? { executionSummary: { executionOrder: executionCount } } : {};
    return { kind: isCode ? 2 : 1, document: uri, ...summary };
  }

  private item(uri: string): object {
    const { text, version, isCode } = this.known(uri);
    return { uri, languageId: isCode ? "python" : "markdown", version, text };
  }

  private change(uri: string): object {
    const { text, version } = this.known(uri);
    return { document: { uri, version }, changes: [{ text }] };
  }

  private content(uri: string): object {
    const { text, version } = this.known(uri);
    return { textDocument: { uri, version }, contentChanges: [{ text }] };
  }
}
