/** The parts of the Language Server Protocol that we speak. Lines and characters count from 0. */

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface TextEdit {
  range: Range;
  newText: string;
}

/** Edits of one text, made for one version of it. */
export interface TextChange {
  uri: string;
  version: number | null;
  edits: TextEdit[];
}

export interface WorkspaceEdit {
  documentChanges?: {
    textDocument: { uri: string; version: number | null };
    edits: TextEdit[];
  }[];
}

/** What a diagnostic carries so that acting on it needs no more questions. */
export interface FindingData {
  id: string;
  name: string;
  fix: { title: string; safe: boolean; edits: TextChange[] } | null;
  probe: boolean;
  ignoreLine: TextChange[];
  ignoreFile: TextChange[];
}

export interface Diagnostic {
  range: Range;
  message: string;
  severity: 1 | 2 | 3 | 4;
  code: string;
  codeDescription?: { href: string } | null;
  relatedInformation?: { message: string; location: { uri: string; range: Range } }[] | null;
  data: FindingData;
}

export interface PublishDiagnostics {
  uri: string;
  version?: number | null;
  diagnostics: Diagnostic[];
}

export interface InlayHint {
  position: Position;
  label: string;
}

export interface CodeLens {
  range: Range;
  command?: { title: string; command: string; arguments?: unknown[] } | null;
}

export interface Hover {
  contents: { kind: string; value: string };
}

export interface CodeAction {
  title: string;
  kind?: string;
  edit?: WorkspaceEdit | null;
  data?: unknown;
}

/** What this client can do. */
export const CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  workspace: {
    applyEdit: true,
    workspaceEdit: { documentChanges: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
  textDocument: {
    synchronization: { didSave: true },
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      versionSupport: true,
    },
    hover: { contentFormat: ["markdown"] },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    inlayHint: {},
    codeLens: {},
  },
  notebookDocument: { synchronization: { executionSummarySupport: true } },
};
