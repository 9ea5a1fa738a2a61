// Makes build/kerascope-TARGET.vsix: node package.mjs [TARGET...]
// TARGET is one of VS Code's platforms, this machine's where none is named, or "universal" for an
// extension without a server of its own.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const build = join(root, "build");
const stage = join(build, "vscode");

const targets = process.argv.slice(2);
for (const target of targets.length > 0 ? targets : [`${process.platform}-${process.arch}`]) {
  await packageFor(target);
}

async function packageFor(target) {
  const universal = target === "universal";
  layOut();
  if (!universal) bundle(target);
  await createVSIX({
    cwd: stage,
    packagePath: join(build, `kerascope-${target}.vsix`),
    dependencies: false,
    ...(universal ? {} : { target }),
  });
}

/** Copies what belongs into the package, and nothing else. */
function layOut() {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const name of ["dist", "media", "bundled/start.py"]) {
    cpSync(join(here, name), join(stage, name), { recursive: true });
  }
  cpSync(join(root, "LICENSE"), join(stage, "LICENSE"));
  cpSync(join(root, "CHANGELOG.md"), join(stage, "CHANGELOG.md"));
  cpSync(join(root, "examples/stagnant.py"), join(stage, "media/walkthrough/stagnant.py"));
  // vsce resolves the pictures against the repository.
  const readme = readFileSync(join(here, "README.md"), "utf-8");
  writeFileSync(join(stage, "README.md"), readme.replaceAll("../../docs/", "docs/"));
  const {
    private: _,
    scripts,
    devDependencies,
    ...manifest
  } = JSON.parse(readFileSync(join(here, "package.json"), "utf-8"));
  writeFileSync(join(stage, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function bundle(target) {
  const own = join(root, ".venv/bin/python");
  const python = existsSync(own) ? own : "python3";
  const script = join(root, "scripts/bundle_server.py");
  const options = ["--target", target, "--into", join(stage, "bundled")];
  execFileSync(python, [script, ...options], { stdio: "inherit" });
}
