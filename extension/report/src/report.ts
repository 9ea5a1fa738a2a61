/** The JSON document of `kerascope probe`, version 1, as far as the report shows it. */
export interface ProbeReport {
  version: number;
  path: string;
  environment?: Environment | null;
  protections?: string[];
  baseline?: Baseline | null;
  evidence?: Evidence[];
  gradients?: GradientTrace[];
  activations?: Activation[];
  labels?: LabelCount[];
  inputs?: InputScale[];
  arms?: Arm[];
  verdicts?: Verdict[];
  /** Indices into `verdicts`, most gain first. */
  ranking?: number[];
  recommended?: Edit[];
  recommended_for?: number[];
  seconds?: number;
  error?: Failure | null;
  /** Set where an edit was tried and no findings: there is one verdict then. */
  compared?: Compared | null;
}

/** The names of two versions, and the command that compares them. */
export interface Compared {
  before: string;
  after: string;
  command?: string;
}

/** Line and column count from 1. */
export interface Position {
  line: number;
  column: number;
}

export interface Range {
  start: Position;
  end: Position;
}

/** A place in the script, or in the notebook cell of index `cell`. */
export interface Place {
  cell: number | null;
  range: Range;
}

export interface Edit {
  cell?: number | null;
  range: Range;
  text: string;
}

export interface Environment {
  python: string;
  package: string;
  keras: string;
  backend: string;
  device: string;
  platform: string;
  cores: number;
}

export interface CurvePoint {
  updates: number;
  mean: number | null;
  low?: number | null;
  high?: number | null;
  train?: number | null;
  /** Held-out accuracy, or R² in regression. */
  plain?: number | null;
}

export interface Baseline {
  task: string;
  score: number;
  skill: number;
  stuck: boolean;
  updates: number;
  users_updates: number;
  train_samples: number;
  held_out_samples: number;
  curve?: CurvePoint[];
  trivial?: { name: string; value: number } | null;
  noise?: { same_seed: number; seeds: number } | null;
}

export interface Evidence {
  kind: string;
  sentence: string;
  value?: number | null;
  layer?: string | null;
  line?: number | null;
  step?: number | null;
  cell?: number | null;
  /** With a code it is a finding that only the run shows. */
  code?: string | null;
  tier?: "certain" | "likely" | "hypothesis" | null;
  range?: Range | null;
}

export interface GradientTrace {
  layer: string;
  line?: number | null;
  points: { updates: number; value: number | null }[];
}

export interface Activation {
  layer: string;
  line?: number | null;
  dead: number;
  saturated: number;
}

export interface LabelCount {
  label: string;
  count: number;
  share: number;
}

export interface InputScale {
  feature: string;
  low: number;
  high: number;
  mean: number;
  deviation: number;
}

/** `name` is "as-is", "fix-0", "all" or "all-but-0"; the number is a verdict's index. */
export interface Arm {
  name: string;
  title: string;
  codes: string[];
  curve: CurvePoint[];
  seeds: number;
}

export interface Interval {
  low: number;
  high: number;
}

export interface Comparison {
  effect: number;
  interval?: Interval | null;
  seeds?: number;
  updates?: number;
}

export interface Verdict {
  code: string;
  name: string;
  cell?: number | null;
  range: Range;
  verdict: string;
  reason?: string;
  metric?: string;
  margin?: number | null;
  together_with?: string[];
  effect?: number | null;
  interval?: Interval | null;
  seeds?: number;
  updates?: number;
  seconds?: number;
  alone?: Comparison | null;
  all_but_one?: Comparison | null;
}

export interface Failure {
  sentence: string;
  line?: number | null;
  output?: string;
}

/** The arm of that name, if it was trained. */
export function armOf(report: ProbeReport, name: string): Arm | undefined {
  return report.arms?.find((arm) => arm.name === name && arm.curve.length > 0);
}

/** The findings that no source shows. */
export function shownByTheRun(report: ProbeReport): Evidence[] {
  return (report.evidence ?? []).filter((item) => item.code != null);
}

/** Verdicts with their indices: what helped most first, the others in the script's order. */
export function ranked(report: ProbeReport): { index: number; verdict: Verdict }[] {
  const verdicts = report.verdicts ?? [];
  const order = new Set([...(report.ranking ?? []), ...verdicts.keys()]);
  return [...order].flatMap((index) => {
    const verdict = verdicts[index];
    return verdict ? [{ index, verdict }] : [];
  });
}
