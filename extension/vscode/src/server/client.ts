import { type LogOutputChannel, workspace } from "vscode";
import {
  type DynamicFeature,
  ExecuteCommandRequest,
  RevealOutputChannelOn,
  type StaticFeature,
  WorkDoneProgressCancelNotification,
} from "vscode-languageclient";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import type { Findings } from "../findings";
import type { ServerCommand } from "./command";
import { ProgressBars } from "./progress";

/** The client, without the commands that it would register for the server: they are ours. */
class CommandlessClient extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const type = "registrationType" in feature ? feature.registrationType : undefined;
    if (type?.method !== ExecuteCommandRequest.method) super.registerFeature(feature);
  }
}

/** What the server is told besides the user's settings. */
export interface Circumstances {
  trusted: boolean;
  interpreter: string | undefined;
}

/** A client that is not started yet. */
export function languageClient(
  { command, args }: ServerCommand,
  log: LogOutputChannel,
  findings: Findings,
  circumstances: () => Circumstances,
): LanguageClient {
  const bars = new ProgressBars((token) => {
    void client.sendNotification(WorkDoneProgressCancelNotification.type, { token });
  });
  const options: LanguageClientOptions = {
    documentSelector: documentSelector(),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: told(circumstances()),
    middleware: {
      handleWorkDoneProgress: (token, step, next) => {
        bars.handle(token, step);
        if (step.kind === "end") next(token, step);
      },
      handleDiagnostics: (uri, diagnostics, next) => {
        findings.publish(uri, diagnostics);
        next(uri, diagnostics);
      },
      workspace: {
        configuration: async (params, token, next) => {
          const sections = await next(params, token);
          if (!Array.isArray(sections)) return sections;
          return sections.map((section) => ({ ...section, ...told(circumstances()) }));
        },
      },
    },
  };
  const run = { command, args };
  const client = new CommandlessClient("kerascope", "Kerascope", run, options);
  client.onDidChangeState(() => bars.endAll());
  return client;
}

function told({ trusted, interpreter }: Circumstances): Record<string, unknown> {
  return { trusted, interpreter: interpreter ?? "", showsResults: true };
}

function documentSelector(): { language: string; scheme: string }[] {
  const virtual = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  const schemes = new Set(["file", "untitled", "vscode-notebook-cell", ...virtual]);
  return [...schemes].map((scheme) => ({ language: "python", scheme }));
}
