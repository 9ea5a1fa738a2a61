import type { ISignal } from "@lumino/signaling";
import type { Diagnostic } from "../server/protocol";
import type { ProbeState } from "../server/rest";

/** A text whose edits we see and make: what JupyterLab's shared models have in common. */
export interface SharedText {
  getSource(): string;
  updateSource(start: number, end: number, value?: string): void;
}

/** One text of a document: a cell, or a whole script. `index` is null in scripts. */
export interface Part {
  uri: string;
  index: number | null;
  isCode: boolean;
  executionCount: number | null;
  shared: SharedText;
  text(): string;
}

/** An open notebook or script, and what is known about it. */
export interface TrackedDocument {
  readonly path: string;
  readonly uri: string;
  readonly isNotebook: boolean;
  readonly changed: ISignal<TrackedDocument, void>;
  readonly saved: ISignal<TrackedDocument, void>;
  readonly disposed: ISignal<TrackedDocument, void>;
  readonly isDisposed: boolean;
  /** The findings by the URI of their part. */
  readonly diagnostics: Map<string, Diagnostic[]>;
  /** The parts as the server knows them, by their URIs. */
  synced: Map<string, { version: number; text: string }>;
  probe: ProbeState | null;
  dispose(): void;
  parts(): Part[];
  /** The name of the kernel; "" where there is none. */
  kernel(): string;
  /** Whether Jupyter trusts what the document holds. */
  isTrusted(): boolean;
  /** Brings a place to the front and puts the cursor there. */
  reveal(part: Part, offset: number, length: number): Promise<void>;
}
