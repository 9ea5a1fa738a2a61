import { Dialog, showDialog, showErrorMessage } from "@jupyterlab/apputils";
import { Signal } from "@lumino/signaling";
import type { TrackedDocument } from "../document/tracked";
import type { ProbeState, Rest } from "../server/rest";

/** Milliseconds between two looks at a running probe. */
const TICK = 1000;

/** Starts probes in the Jupyter server and follows them, also those begun before a reload. */
export class Prober {
  /** A probe of a document has begun or ended, or its verdicts are known. */
  readonly changed = new Signal<this, TrackedDocument>(this);
  /** A probe goes on. */
  readonly progressed = new Signal<this, TrackedDocument>(this);
  /** A probe has ended with a report while the page was open. */
  readonly reported = new Signal<this, TrackedDocument>(this);
  private readonly followed = new Set<TrackedDocument>();

  constructor(private readonly rest: Rest) {}

  /** Fetches what the server knows of the document's last probe. */
  async recall(document: TrackedDocument): Promise<void> {
    this.take(document, await this.rest.probe(document.path));
  }

  /** What the server knows of the last probe of a document that may not be open. */
  last(path: string): Promise<ProbeState | null> {
    return this.rest.probe(path);
  }

  /** Begins a probe of the findings with these codes, of all where null. */
  async start(document: TrackedDocument, codes: string[] | null): Promise<void> {
    if (document.probe?.status === "running" || !(await this.agreed(document))) {
      return;
    }
    const cells = document
      .parts()
      .filter((part) => part.isCode)
      .map((part) => ({
        index: part.index,
        text: part.text(),
        execution_count: part.executionCount,
      }));
    try {
      const request = { kernel: document.kernel(), cells, codes };
      this.take(document, await this.rest.startProbe(document.path, request));
    } catch (error) {
      await showErrorMessage("Kerascope cannot probe this", error as Error);
    }
  }

  async cancel(document: TrackedDocument): Promise<void> {
    this.take(document, await this.rest.cancelProbe(document.path));
  }

  private take(document: TrackedDocument, state: ProbeState | null): void {
    const wasRunning = document.probe?.status === "running";
    const isRunning = state?.status === "running";
    document.probe = state;
    (wasRunning && isRunning ? this.progressed : this.changed).emit(document);
    if (isRunning && !this.followed.has(document)) {
      this.followed.add(document);
      void this.follow(document);
    }
  }

  private async follow(document: TrackedDocument): Promise<void> {
    while (document.probe?.status === "running" && !document.isDisposed) {
      await new Promise((resolve) => window.setTimeout(resolve, TICK));
      try {
        this.take(document, await this.rest.probe(document.path));
      } catch {
        // The server may be restarting; the next look tells.
      }
    }
    this.followed.delete(document);
    if (document.probe?.status === "done") {
      this.reported.emit(document);
    }
  }

  /** A probe runs the code: what Jupyter does not trust needs more than a click. */
  private async agreed(document: TrackedDocument): Promise<boolean> {
    if (document.isTrusted()) {
      return true;
    }
    const { interpreter } = await this.rest.place(document.path, document.kernel());
    const answer = await showDialog({
      title: "Run the code of a notebook that is not trusted?",
      body: `${document.path} comes from elsewhere. A probe runs its code with ${interpreter}.`,
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: "Run and probe" })],
    });
    return answer.button.accept;
  }
}
