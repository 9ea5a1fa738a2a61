import { Signal } from "@lumino/signaling";
import type { Part, TrackedDocument } from "../document/tracked";
import { Connection } from "./connection";
import {
  CAPABILITIES,
  type CodeAction,
  type CodeLens,
  type Hover,
  type InlayHint,
  type Position,
  type PublishDiagnostics,
  type WorkspaceEdit,
} from "./protocol";
import type { Rest } from "./rest";
import { Sync } from "./sync";

export interface Options {
  hover: boolean;
  inlayHints: boolean;
  ignore: string[];
}

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

/** This page's language server; it is started with the first document and again when it is lost. */
export class LanguageClient {
  /** A document's findings, shapes or verdicts are to be drawn anew. */
  readonly drawn = new Signal<this, TrackedDocument>(this);
  /** The server wants texts changed. */
  edit: (edit: WorkspaceEdit) => boolean = () => false;
  private readonly documents = new Map<TrackedDocument, Sync>();
  private connection: Connection | null = null;
  private pause = FIRST_PAUSE;
  private options: Options = { hover: true, inlayHints: true, ignore: [] };

  constructor(private readonly rest: Rest) {}

  open(document: TrackedDocument): void {
    const sync = new Sync(document);
    this.documents.set(document, sync);
    document.changed.connect(() => this.send(sync));
    document.saved.connect(() => {
      if (this.connection) {
        sync.saved(this.connection);
      }
    });
    document.disposed.connect(() => this.forget(document));
    if (this.connection) {
      sync.open(this.connection);
    } else if (this.documents.size === 1) {
      void this.connect();
    }
  }

  configure(options: Options): void {
    this.options = options;
    this.connection?.notify("workspace/didChangeConfiguration", {
      settings: { kerascope: options },
    });
  }

  async hover(part: Part, position: Position): Promise<Hover | null> {
    return this.ask<Hover>("textDocument/hover", part, { position });
  }

  async hints(part: Part): Promise<InlayHint[]> {
    const start = { line: 0, character: 0 };
    const range = { start, end: { line: part.text().split("\n").length, character: 0 } };
    return (await this.ask<InlayHint[]>("textDocument/inlayHint", part, { range })) ?? [];
  }

  async lenses(part: Part): Promise<CodeLens[]> {
    return (await this.ask<CodeLens[]>("textDocument/codeLens", part, {})) ?? [];
  }

  /** The edit that makes all the safe fixes; null where there is none. */
  async fixAll(document: TrackedDocument): Promise<WorkspaceEdit | null> {
    const part = document.parts().find((one) => one.isCode);
    if (part === undefined) {
      return null;
    }
    const start = { line: 0, character: 0 };
    const kind = document.isNotebook ? "notebook.source.fixAll" : "source.fixAll";
    const actions = await this.ask<CodeAction[]>("textDocument/codeAction", part, {
      range: { start, end: start },
      context: { diagnostics: [], only: [kind] },
    });
    const action = actions?.[0];
    if (action === undefined || this.connection === null) {
      return null;
    }
    const resolved = action.edit
      ? action
      : await this.connection.request<CodeAction>("codeAction/resolve", action);
    return resolved.edit ?? null;
  }

  /** The page of a rule, as markdown. */
  async explain(code: string): Promise<string> {
    const params = { command: "kerascope.explain", arguments: [code] };
    return (await this.connection?.request<string>("workspace/executeCommand", params)) ?? "";
  }

  private ask<T>(method: string, part: Part, more: object): Promise<T | null> {
    const params = { textDocument: { uri: part.uri }, ...more };
    // Nobody is helped by an error about a hover: the next one asks again.
    const nothing = Promise.resolve(null);
    return this.connection?.request<T>(method, params).catch(() => null) ?? nothing;
  }

  private send(sync: Sync): void {
    if (this.connection) {
      sync.update(this.connection);
    }
  }

  private forget(document: TrackedDocument): void {
    const sync = this.documents.get(document);
    this.documents.delete(document);
    if (sync && this.connection) {
      sync.close(this.connection);
    }
  }

  private async connect(): Promise<void> {
    const connection = new Connection(this.rest.socket());
    connection.closed.connect(() => this.lost());
    this.listen(connection);
    try {
      await connection.ready();
      const place = await this.rest.place("");
      await connection.request("initialize", {
        processId: null,
        clientInfo: { name: "JupyterLab" },
        rootUri: place.rootUri,
        workspaceFolders: [{ uri: place.rootUri, name: "root" }],
        capabilities: CAPABILITIES,
        initializationOptions: { ...this.options, showsResults: true },
      });
    } catch {
      connection.close();
      return;
    }
    connection.notify("initialized", {});
    this.connection = connection;
    this.pause = FIRST_PAUSE;
    for (const sync of this.documents.values()) {
      sync.open(connection);
    }
  }

  private listen(connection: Connection): void {
    connection.on<PublishDiagnostics>("textDocument/publishDiagnostics", (pushed) =>
      this.published(pushed),
    );
    connection.on<{ edit: WorkspaceEdit }>("workspace/applyEdit", ({ edit }) => ({
      applied: this.edit(edit),
    }));
    for (const what of ["inlayHint", "codeLens"]) {
      connection.on(`workspace/${what}/refresh`, () => this.redraw());
    }
  }

  private published(pushed: PublishDiagnostics): void {
    for (const document of this.documents.keys()) {
      const part = document.parts().find((one) => one.uri === pushed.uri);
      if (part !== undefined) {
        document.diagnostics.set(pushed.uri, pushed.diagnostics);
        this.drawn.emit(document);
      }
    }
  }

  private redraw(): void {
    for (const document of this.documents.keys()) {
      this.drawn.emit(document);
    }
  }

  private lost(): void {
    this.connection = null;
    if (this.documents.size > 0) {
      window.setTimeout(() => void this.connect(), this.pause);
      this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    }
  }
}
