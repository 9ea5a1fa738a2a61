import type { IconName } from "./dom/icon";
import type { Tone } from "./plot/canvas";
import {
  type Arm,
  armOf,
  type CurvePoint,
  type ProbeReport,
  shownByTheRun,
  type Verdict,
} from "./report";

export interface Outcome {
  word: string;
  meaning: string;
  icon: IconName;
  tone: Tone;
}

const OUTCOMES: Record<string, Outcome> = {
  confirmed: {
    word: "Confirmed",
    meaning: "With the fix the model learns clearly better; without it, it does not.",
    icon: "check",
    tone: "after",
  },
  secondary: {
    word: "Secondary",
    meaning: "The fix helps alone, but once the other fixes are in, it is no longer missed.",
    icon: "half",
    tone: "single",
  },
  "speed only": {
    word: "Speed only",
    meaning: "The fix makes learning faster; given more updates, the script gets there without it.",
    icon: "faster",
    tone: "single",
  },
  refuted: {
    word: "Refuted",
    meaning: "The model does not learn better with the fix: this is not what holds it back here.",
    icon: "cross",
    tone: "quiet",
  },
  harmful: {
    word: "Harmful",
    meaning: "The model learns worse with the fix. Leave this line as it is.",
    icon: "down",
    tone: "before",
  },
  inconclusive: {
    word: "Inconclusive",
    meaning: "These trials were too few or too short to tell; the finding may be right or wrong.",
    icon: "question",
    tone: "warn",
  },
  untestable: {
    word: "Untestable",
    meaning: "No trial of this kind can show the effect in this script as it stands.",
    icon: "dash",
    tone: "warn",
  },
  "could not run": {
    word: "Could not run",
    meaning: "The trial itself failed, so nothing is known about the finding.",
    icon: "bang",
    tone: "warn",
  },
};

/** How to say and draw a verdict; an unknown one is shown by its own name. */
export function outcome(verdict: string): Outcome {
  return OUTCOMES[verdict] ?? { word: verdict, meaning: "", icon: "question", tone: "quiet" };
}

/** What the probe found, in one sentence. */
export function headline(report: ProbeReport): string {
  if (report.compared) return ofEdit(report);
  if (report.error) return "The script could not be put to the test";
  const faults = shownByTheRun(report).length;
  const said = counted(faults, "fault");
  if (report.verdicts?.length) {
    return faults === 0 ? tried(report) : `${tried(report)}; the run shows ${said} more`;
  }
  return faults === 0
    ? "There was no finding to put to the test, and the run shows no fault either"
    : `The run shows ${said} that the source does not`;
}

function tried(report: ProbeReport): string {
  const verdicts = report.verdicts ?? [];
  const confirmed = verdicts.filter((v) => v.verdict === "confirmed").length;
  if (confirmed === 0) return `${none(verdicts)}: ${tally(verdicts)}`;
  const gain = rise(report);
  return `${confirmed} of ${counted(verdicts.length, "finding")} confirmed${gain && `: ${gain}`}`;
}

const EDIT: Record<string, string> = {
  confirmed: "The edit helps",
  "speed only": "The edit only makes learning faster",
  refuted: "The edit makes no difference that counts",
  harmful: "The edit does harm",
  "could not run": "The edited version could not be put to the test",
};

function ofEdit(report: ProbeReport): string {
  if (report.error) return "The versions could not be put to the test";
  const { verdict = "", effect } = report.verdicts?.[0] ?? {};
  const said = EDIT[verdict] ?? "Whether the edit helps stays open";
  const counts = ["confirmed", "harmful"].includes(verdict) && effect != null;
  return counts ? `${said}: ${signed(effect)} in score` : said;
}

function none(verdicts: Verdict[]): string {
  return verdicts.length === 1
    ? "The finding is not confirmed"
    : `None of the ${verdicts.length} findings is confirmed`;
}

function tally(verdicts: Verdict[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  if (verdicts.length === 1) return [...counts.keys()].join();
  return list([...counts].map(([verdict, count]) => `${count} ${verdict}`));
}

/** What the recommended fixes gain, by the first version that shows a gain. */
function rise(report: ProbeReport): string {
  const before = armOf(report, "as-is")?.curve ?? report.baseline?.curve ?? [];
  const chosen = report.recommended_for ?? [];
  const alone = chosen.length === 1 ? `fix-${chosen[0]}` : "";
  const names = [alone, "recommended", "all", "fix-0"];
  return names.map((name) => riseOf(report, before, armOf(report, name))).find(Boolean) ?? "";
}

function riseOf(report: ProbeReport, curve: CurvePoint[], fixed: Arm | undefined): string {
  const [before, after] = commonEnd(curve, fixed?.curve ?? []);
  if (!fixed || before?.mean == null || after?.mean == null || after.mean <= before.mean) return "";
  const named: Record<string, string> = { all: "all fixes", recommended: "the recommended fixes" };
  const fixes = named[fixed.name] ?? `the fix for ${fixed.codes.join()}`;
  const known = inPlainWords(report.baseline?.task, before, after);
  if (known) return `with ${fixes} ${known}`;
  return `with ${fixes} the score rises from ${signed(before.mean)} to ${signed(after.mean)}`;
}

/** The last points of two curves after equally many updates. */
function commonEnd(one: CurvePoint[], other: CurvePoint[]): (CurvePoint | undefined)[] {
  const there = new Map(other.map((point) => [point.updates, point]));
  const before = one.filter(
    (point) => point.mean != null && there.get(point.updates)?.mean != null,
  );
  const end = before.at(-1);
  return [end, end && there.get(end.updates)];
}

/** A gain in accuracy or R², where there is one that anybody would call so. */
function inPlainWords(task: string | undefined, before: CurvePoint, after: CurvePoint): string {
  if (!task || before.plain == null || after.plain == null) return "";
  if (after.plain - before.plain < 0.01) return "";
  const measure = task === "regression" ? "R²" : "accuracy";
  return `the held-out ${measure} rises from ${share(before.plain)} to ${share(after.plain)}`;
}

/** R² has no lower bound, and says no more below -1. */
function share(value: number): string {
  return value < -1 ? "below −1" : value.toFixed(2).replace("-", "−");
}

/** A score or effect: two decimals and its sign, as in +0.93 and −0.20. */
export function signed(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  if (digits === "0.00") return digits;
  return (value < 0 ? "−" : "+") + digits;
}

/** "1 edit", "3 edits", "1,800 updates". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** "a", "a and b", "a, b and c". */
export function list(items: string[]): string {
  if (items.length < 2) return items.join();
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** 0.4 s, 41.7 s, 3 min 5 s. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "unscaled-input" as a title: "Unscaled input". */
export function titled(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "line 12", or "cell 3, line 12" with cells counted from 1 as editors show them. */
export function placed(line: number, cell?: number | null): string {
  return cell == null ? `line ${line}` : `cell ${cell + 1}, line ${line}`;
}
