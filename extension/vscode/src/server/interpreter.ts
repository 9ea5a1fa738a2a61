import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { type Disposable, type Event, extensions, type Uri, workspace } from "vscode";

/** The part of the Python extension's interface that is used here. */
interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: Uri): { path: string };
    resolveEnvironment(environment: {
      path: string;
    }): Promise<{ executable: { uri?: Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

/**
 * The Python that trains: the one in the settings, or the one chosen in the Python extension.
 * Undefined where nothing was chosen. An untrusted workspace has no say in it.
 */
export async function chosenInterpreter(resource?: Uri): Promise<string | undefined> {
  const setting = workspace.getConfiguration("kerascope", resource).get<string>("interpreter");
  if (setting) return expanded(setting, resource);
  if (!workspace.isTrusted) return undefined;
  const environments = (await pythonExtension())?.environments;
  if (!environments) return undefined;
  const active = environments.getActiveEnvironmentPath(resource);
  const resolved = await environments.resolveEnvironment(active);
  return resolved?.executable.uri?.fsPath;
}

/** Calls `changed` whenever another interpreter is chosen in the Python extension. */
export async function onDidChooseInterpreter(changed: () => void): Promise<Disposable | undefined> {
  return (await pythonExtension())?.environments.onDidChangeActiveEnvironmentPath(changed);
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  const api = await extension?.activate();
  return api?.environments ? api : undefined;
}

function expanded(path: string, resource?: Uri): string {
  const folder =
    (resource && workspace.getWorkspaceFolder(resource)) ?? workspace.workspaceFolders?.[0];
  const home = path.replace(/^~(?=$|[\\/])/, homedir());
  if (!folder) return home;
  const inFolder = home.replace(/\$\{workspaceFolder\}/g, folder.uri.fsPath);
  const isPath = /[\\/]/.test(inFolder);
  return isPath && !isAbsolute(inFolder) ? join(folder.uri.fsPath, inFolder) : inFolder;
}
