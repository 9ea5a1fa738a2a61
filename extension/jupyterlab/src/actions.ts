import type { Finding } from "./findings";
import type { TextChange } from "./server/protocol";

/** Something that can be done about a finding. */
export interface Action {
  title: string;
  run(): void;
}

/** What actions need of the rest. */
export interface Hands {
  change(changes: TextChange[]): void;
  explain(code: string): void;
  probe(finding: Finding): void;
}

/** Everything that can be done about a finding, the fix first. */
export function actionsOn(finding: Finding, hands: Hands): Action[] {
  const { code, data } = finding.diagnostic;
  const actions: Action[] = [];
  const { fix } = data;
  if (fix) {
    const title = fix.safe ? fix.title : `${fix.title} (changes the experiment)`;
    actions.push({ title, run: () => hands.change(fix.edits) });
  }
  if (data.probe) {
    actions.push({ title: `Probe ${code}`, run: () => hands.probe(finding) });
  }
  actions.push({ title: `Explain ${code}`, run: () => hands.explain(code) });
  if (data.ignoreLine.length === 0) {
    return actions;
  }
  actions.push(
    { title: `Disable ${code} for this line`, run: () => hands.change(data.ignoreLine) },
    { title: `Disable ${code} for this file`, run: () => hands.change(data.ignoreFile) },
  );
  return actions;
}
