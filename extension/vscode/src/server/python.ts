import { execFile } from "node:child_process";
import { homedir } from "node:os";

/** What a Python says of itself. */
export interface Python {
  path: string;
  /** Such as "3.12". */
  version: string;
  /** "cpython" is the one that native wheels are built for. */
  implementation: string;
  /** Whether Kerascope, with all that its server needs, is installed for it. */
  hasKerascope: boolean;
}

const QUESTION = `
import json, sys
from importlib.util import find_spec
names = ("kerascope", "libcst", "pygls")
print(json.dumps({
    "path": sys.executable,
    "version": "%d.%d" % sys.version_info[:2],
    "implementation": sys.implementation.name,
    "hasKerascope": sys.version_info >= (3, 11) and all(find_spec(name) for name in names),
}))
`;
const PATIENCE_MS = 20_000;

/** Runs `command` and lets it describe itself; undefined where it is not a Python 3. */
export function describe(command: string): Promise<Python | undefined> {
  const options = { timeout: PATIENCE_MS, cwd: homedir(), windowsHide: true };
  return new Promise((resolve) => {
    execFile(command, ["-c", QUESTION], options, (error, stdout) => {
      resolve(error ? undefined : read(stdout));
    });
  });
}

function read(answer: string): Python | undefined {
  try {
    return JSON.parse(answer) as Python;
  } catch {
    return undefined;
  }
}
