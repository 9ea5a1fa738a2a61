import { ProgressLocation, window } from "vscode";
import type {
  ProgressToken,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from "vscode-languageclient";

type Step = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

interface Bar {
  percentage: number;
  report?: (step: { message?: string; increment: number }) => void;
  end: () => void;
}

/** Shows the server's progress as notifications with a button that cancels. */
export class ProgressBars {
  private readonly bars = new Map<ProgressToken, Bar>();

  constructor(private readonly cancel: (token: ProgressToken) => void) {}

  handle(token: ProgressToken, step: Step): void {
    if (step.kind === "begin") this.begin(token, step);
    else if (step.kind === "report") this.report(token, step);
    else this.end(token);
  }

  endAll(): void {
    for (const token of [...this.bars.keys()]) this.end(token);
  }

  private begin(token: ProgressToken, step: WorkDoneProgressBegin): void {
    const options = {
      location: ProgressLocation.Notification,
      title: step.title,
      cancellable: step.cancellable ?? false,
    };
    const done = new Promise<void>((end) => this.bars.set(token, { percentage: 0, end }));
    void window.withProgress(options, (progress, cancellation) => {
      cancellation.onCancellationRequested(() => this.cancel(token));
      const bar = this.bars.get(token);
      if (bar) bar.report = (value) => progress.report(value);
      return done;
    });
  }

  private report(token: ProgressToken, step: WorkDoneProgressReport): void {
    const bar = this.bars.get(token);
    if (!bar) return;
    const increment = Math.max(0, (step.percentage ?? bar.percentage) - bar.percentage);
    bar.percentage += increment;
    bar.report?.(step.message === undefined ? { increment } : { message: step.message, increment });
  }

  private end(token: ProgressToken): void {
    this.bars.get(token)?.end();
    this.bars.delete(token);
  }
}
