import { basename } from "node:path";
import {
  commands,
  type TextDocument,
  TextEdit,
  type Uri,
  ViewColumn,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { editorRange, textOf } from "../documents";
import type { Pages } from "../pages";
import { isCurrent, type Probed } from "../probes";

/** The edits of one script or one cell. */
interface Change {
  text: TextDocument;
  edits: TextEdit[];
}

interface Pending {
  title: string;
  probed: Probed;
  changes: Change[];
}

/** The fixes that a probe recommends: first shown as a difference, then applied. */
export class Recommended {
  private pending: Pending | undefined;

  constructor(private readonly pages: Pages) {}

  /**
   * Shows what the fixes would change, and asks. Closing the difference discards them.
   *
   * @throws with a sentence for the user.
   */
  async preview(probed: Probed): Promise<void> {
    const count = probed.report.recommended?.length ?? 0;
    if (count === 0) throw new Error("The probe recommends no fix here.");
    requireCurrent(probed);
    const title = `Recommended fixes for ${basename(probed.document.path)}`;
    const pending = { title, probed, changes: changesOf(probed) };
    this.pending = pending;
    await preview(title, pending.changes, this.pages);
    const question = `Apply ${count === 1 ? "the edit" : `the ${count} edits`} shown here?`;
    const answer = await window.showInformationMessage(question, "Apply", "Discard");
    if (this.pending !== pending) return;
    if (answer === "Apply") await this.accept();
    else if (answer === "Discard") await close(title);
  }

  /** Makes the change that is shown: one edit to undo. */
  async accept(): Promise<void> {
    const { pending } = this;
    if (!pending) throw new Error("No fixes are shown. Apply them from the probe's report.");
    this.pending = undefined;
    await close(pending.title);
    requireCurrent(pending.probed);
    const whole = new WorkspaceEdit();
    for (const { text, edits } of pending.changes) whole.set(text.uri, edits);
    await workspace.applyEdit(whole);
  }
}

function requireCurrent(probed: Probed): void {
  if (isCurrent(probed)) return;
  throw new Error(
    "The code is no longer what the probe has tested. Undo the changes or probe again.",
  );
}

function changesOf({ document, report }: Probed): Change[] {
  const changes = new Map<TextDocument, TextEdit[]>();
  for (const { cell, range, text } of report.recommended ?? []) {
    const target = textOf(document, cell ?? null);
    if (!target) continue;
    const edits = changes.get(target) ?? [];
    changes.set(target, [...edits, TextEdit.replace(editorRange(target, range), text)]);
  }
  return [...changes].map(([text, edits]) => ({ text, edits }));
}

async function preview(title: string, changes: Change[], pages: Pages): Promise<void> {
  const pairs = changes.map((change, index): [Uri, Uri, Uri] => {
    const path = `fixed-${index}/${basename(change.text.uri.path, ".ipynb")}`;
    const fixed = pages.put(path.endsWith(".py") ? path : `${path}.py`, textAfter(change));
    return [change.text.uri, change.text.uri, fixed];
  });
  const [only, ...others] = pairs;
  if (only && others.length === 0) {
    const options = { viewColumn: ViewColumn.One, preview: true };
    await commands.executeCommand("vscode.diff", only[1], only[2], title, options);
  } else {
    await commands.executeCommand("vscode.changes", title, pairs);
  }
}

function textAfter({ text, edits }: Change): string {
  const backwards = [...edits].sort((a, b) => b.range.start.compareTo(a.range.start));
  return backwards.reduce((result, { range, newText }) => {
    const [start, end] = [text.offsetAt(range.start), text.offsetAt(range.end)];
    return result.slice(0, start) + newText + result.slice(end);
  }, text.getText());
}

async function close(title: string): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  await window.tabGroups.close(tabs.filter(({ label }) => label === title));
}
