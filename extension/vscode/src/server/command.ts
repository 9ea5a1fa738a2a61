import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { workspace } from "vscode";
import { describe, type Python } from "./python";

/** How to start the language server, and in words where it comes from. */
export interface ServerCommand {
  command: string;
  args: string[];
  origin: string;
}

/** No server can be started. The message says what to do about it. */
export class NoServer extends Error {}

const ON_THE_PATH =
  process.platform === "win32"
    ? ["python", "py"]
    : ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"];

/**
 * The server named in the settings, else the one installed for the interpreter, else the one
 * that came with the extension, run by the first Python that can.
 */
export async function serverCommand(
  extensionPath: string,
  interpreter: string | undefined,
): Promise<ServerCommand> {
  const [named, ...args] = workspace
    .getConfiguration("kerascope")
    .get<string[]>("server.command", []);
  if (named) return { command: named, args, origin: "kerascope.server.command" };
  const bundle = bundled(extensionPath);
  const seen: string[] = [];
  for (const candidate of interpreter ? [interpreter, ...ON_THE_PATH] : ON_THE_PATH) {
    const python = await describe(candidate);
    if (python?.hasKerascope && workspace.isTrusted) return installed(python);
    if (python && bundle && runs(bundle, python)) return bundle.startedBy(python);
    seen.push(
      python ? `${candidate} (${python.implementation} ${python.version})` : `${candidate} (none)`,
    );
  }
  throw new NoServer(problem(bundle, seen));
}

function installed(python: Python): ServerCommand {
  const args = ["-m", "kerascope", "server"];
  return { command: python.path, args, origin: `the Kerascope installed for ${python.path}` };
}

interface Bundle {
  pythons: string[];
  startedBy(python: Python): ServerCommand;
}

function bundled(extensionPath: string): Bundle | undefined {
  const folder = join(extensionPath, "bundled");
  const contents = join(folder, "contents.json");
  if (!existsSync(contents)) return undefined;
  const { pythons } = JSON.parse(readFileSync(contents, "utf-8")) as { pythons: string[] };
  return {
    pythons,
    startedBy: (python) => ({
      command: python.path,
      args: ["-P", join(folder, "start.py")],
      origin: `the bundled Kerascope, run by ${python.path} (${python.version})`,
    }),
  };
}

function runs(bundle: Bundle, python: Python): boolean {
  return python.implementation === "cpython" && bundle.pythons.includes(python.version);
}

function problem(bundle: Bundle | undefined, seen: string[]): string {
  const wanted = bundle ? `CPython ${bundle.pythons.join(", ")}` : "a Python that has Kerascope";
  return (
    `Kerascope needs ${wanted} to read scripts, and found ${seen.join(", ")}. ` +
    "Install one, or name one in the setting kerascope.interpreter."
  );
}
