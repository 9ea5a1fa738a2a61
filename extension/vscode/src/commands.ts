import {
  commands,
  type Disposable,
  env,
  type Range,
  type Uri,
  Uri as Uris,
  window,
  workspace,
} from "vscode";
import type { ActiveDocument } from "./documents";
import { reveal } from "./documents";
import type { Finding, Findings } from "./findings";
import type { Pages } from "./pages";
import type { Probed, Probes } from "./probes";
import type { Recommended } from "./report/apply";
import type { ReportPanels } from "./report/panel";
import type { Server } from "./server/server";

/** What the commands work with. */
export interface Parts {
  extension: Uri;
  server: Server;
  findings: Findings;
  probes: Probes;
  panels: ReportPanels;
  pages: Pages;
  recommended: Recommended;
  active: ActiveDocument;
}

type Handler = (parts: Parts, ...args: never[]) => Promise<void> | void;

const HANDLERS: Record<string, Handler> = {
  "kerascope.probe": probe,
  "kerascope.applyRecommended": (parts) => parts.recommended.preview(reportInFront(parts)),
  "kerascope.acceptRecommended": ({ recommended }) => recommended.accept(),
  "kerascope.applyFixes": applyFixes,
  "kerascope.showReport": (parts) => parts.panels.show(reportInFront(parts)),
  "kerascope.explain": explain,
  "kerascope.showModel": showModel,
  "kerascope.restart": ({ server }) => server.restart(),
  "kerascope.showLogs": ({ server }) => server.log.show(),
  "kerascope.debugInfo": debugInfo,
  "kerascope.openExample": openExample,
  "kerascope.reveal": (_, place: Uri, range: Range) => reveal(place, range),
};

/** Registers every command. What a handler throws is a sentence, and is shown to the user. */
export function registerCommands(parts: Parts): Disposable[] {
  return Object.entries(HANDLERS).map(([name, handler]) =>
    commands.registerCommand(name, (...args: unknown[]) => run(parts, handler, args)),
  );
}

/** Carries out one handler and shows what went wrong. */
export async function run(parts: Parts, handler: Handler, args: unknown[]): Promise<void> {
  try {
    await handler(parts, ...(args as never[]));
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    parts.server.log.error(sentence);
    const choice = await window.showErrorMessage(`Kerascope: ${sentence}`, "Show Logs");
    if (choice) parts.server.log.show();
  }
}

/** The server's lenses and actions name a document and findings; menus and palette do not. */
async function probe(parts: Parts, target?: unknown, findings?: string[]): Promise<void> {
  const document = typeof target === "string" ? Uris.parse(target) : inFront(parts);
  await parts.probes.probe(document, Array.isArray(findings) ? findings : undefined);
}

async function applyFixes(parts: Parts): Promise<void> {
  const done = await parts.server.execute("kerascope.applyFixes", inFront(parts).toString());
  if (!done) void window.showInformationMessage("Kerascope has no safe fix for this document.");
}

async function explain(parts: Parts, target?: string | { finding: Finding }): Promise<void> {
  const code =
    typeof target === "string" ? target : (target?.finding.code ?? (await chosenCode(parts)));
  if (code === undefined) return;
  await parts.pages.show(code, await parts.server.execute<string>("kerascope.explain", code));
}

/** The code of the finding under the cursor, or of one picked from those in the document. */
async function chosenCode(parts: Parts): Promise<string | undefined> {
  const editor = window.activeTextEditor;
  const here = parts.findings.in(inFront(parts));
  const under = here.find(
    ({ place, diagnostic }) =>
      place.toString() === editor?.document.uri.toString() &&
      diagnostic.range.contains(editor.selection.active),
  );
  if (under) return under.code;
  const items = here.map(({ code, name }) => ({ label: code, description: name }));
  if (items.length === 0) throw new Error("There is no finding in this document to explain.");
  const picked = await window.showQuickPick(items, { title: "Explain a finding" });
  return picked?.label;
}

async function showModel({ server, pages }: Parts, uri: string, fit: number): Promise<void> {
  await pages.show("Model", await server.execute<string>("kerascope.showModel", uri, fit));
}

async function debugInfo({ server }: Parts): Promise<void> {
  const information = await server.execute("kerascope.debugInfo");
  await env.clipboard.writeText(JSON.stringify(information, null, 2));
  void window.showInformationMessage("Kerascope: the debug information is in the clipboard.");
}

async function openExample({ extension }: Parts): Promise<void> {
  const file = Uris.joinPath(extension, "media", "walkthrough", "stagnant.py");
  const content = new TextDecoder().decode(await workspace.fs.readFile(file));
  const document = await workspace.openTextDocument({ language: "python", content });
  await window.showTextDocument(document);
}

function inFront({ active }: Parts): Uri {
  const { uri } = active;
  if (!uri) throw new Error("Open a Python script or a notebook first.");
  return uri;
}

function reportInFront(parts: Parts): Probed {
  const probed = parts.probes.on(inFront(parts));
  if (!probed) throw new Error("This document has not been probed yet.");
  return probed;
}
