import { WorkspaceEdit, window, workspace } from "vscode";
import { editorRange, textOf } from "../documents";
import { isCurrent, type Probed } from "../probes";

const REASON = {
  label: "Recommended by the probe",
  description: "These are the edits that the trials were run with.",
  needsConfirmation: true,
};

/**
 * Shows the recommended edits in the editor's preview; what is confirmed there is one edit to undo.
 *
 * @throws with a sentence for the user.
 */
export async function applyRecommended(probed: Probed): Promise<void> {
  const edits = probed.report.recommended ?? [];
  if (edits.length === 0) {
    void window.showInformationMessage("The probe recommends no fix here.");
    return;
  }
  if (!isCurrent(probed)) {
    throw new Error(
      "The code is no longer what the probe has tested. Undo the changes or probe again.",
    );
  }
  const change = new WorkspaceEdit();
  for (const { cell, range, text } of edits) {
    const target = textOf(probed.document, cell ?? null);
    if (target) change.replace(target.uri, editorRange(target, range), text, REASON);
  }
  await workspace.applyEdit(change, { isRefactoring: true });
}
