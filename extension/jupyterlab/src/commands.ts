import type { JupyterFrontEnd } from "@jupyterlab/application";
import type { ICommandPalette } from "@jupyterlab/apputils";
import type { CommandRegistry } from "@lumino/commands";
import type { Controller } from "./controller";
import type { TrackedDocument } from "./document/tracked";
import { kerascopeIcon } from "./panel";

export const SHOW_REPORT = "kerascope:show-report";

/** The commands, all of them in the palette. */
export function addCommands(
  app: JupyterFrontEnd,
  controller: Controller,
  palette: ICommandPalette | null,
): void {
  const onDocument =
    (run: (document: TrackedDocument) => void): (() => void) =>
    () => {
      if (controller.document) {
        run(controller.document);
      }
    };
  const commands: Record<string, CommandRegistry.ICommandOptions> = {
    "kerascope:probe": {
      label: "Probe",
      caption: "Find out by training which findings keep this from learning",
      execute: onDocument((document) => controller.probeAll(document)),
    },
    "kerascope:cancel-probe": {
      label: "Cancel the probe",
      execute: onDocument((document) => controller.cancel(document)),
    },
    "kerascope:fix-all": {
      label: "Fix all that is safe to fix",
      execute: onDocument((document) => controller.fixAll(document)),
    },
    "kerascope:quick-fix": {
      label: "Kerascope: quick fix…",
      execute: ({ atPointer }) => controller.quickFix(atPointer === true),
    },
    "kerascope:explain": {
      label: "Kerascope: explain",
      execute: ({ atPointer }) => controller.explainHere(atPointer === true),
    },
    "kerascope:next-finding": {
      label: "Go to the next finding",
      execute: () => controller.nextFinding(),
    },
    "kerascope:show-findings": {
      label: "Show the findings",
      execute: () => app.shell.activateById(controller.panel.id),
    },
  };
  for (const [name, command] of Object.entries(commands)) {
    const icon = name === "kerascope:probe" ? { icon: kerascopeIcon } : {};
    app.commands.addCommand(name, { ...command, ...icon });
    palette?.addItem({ command: name, category: "Kerascope" });
  }
  app.commands.addCommand(SHOW_REPORT, {
    label: "Show the report of the last probe",
    execute: (args) => {
      const path = typeof args.path === "string" ? args.path : controller.document?.path;
      return path === undefined ? undefined : controller.openReport(path);
    },
  });
  palette?.addItem({ command: SHOW_REPORT, category: "Kerascope" });
}
