import { type Disposable, EventEmitter, type LogOutputChannel, workspace } from "vscode";
import { ExecuteCommandRequest, State } from "vscode-languageclient";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Findings } from "../findings";
import { languageClient } from "./client";
import { serverCommand } from "./command";
import { chosenInterpreter, onDidChooseInterpreter } from "./interpreter";

export type Condition =
  | { kind: "starting" | "running" | "stopped" }
  | { kind: "failed"; problem: string };

/** What the server sends when a probe is done. */
export interface ReportMessage {
  uri: string;
  report: unknown;
}

/** The language server, from finding it to stopping it. One start or stop runs at a time. */
export class Server implements Disposable {
  private client: LanguageClient | undefined;
  private interpreter: string | undefined;
  private turn: Promise<void> = Promise.resolve();
  private waiting = false;
  private readonly subscriptions: Disposable[] = [];
  private readonly conditionChanged = new EventEmitter<Condition>();
  private readonly reported = new EventEmitter<ReportMessage>();

  condition: Condition = { kind: "stopped" };
  readonly onDidChangeCondition = this.conditionChanged.event;
  readonly onDidReport = this.reported.event;

  constructor(
    private readonly extensionPath: string,
    readonly log: LogOutputChannel,
    private readonly findings: Findings,
  ) {}

  /** Starts the server, and follows what decides which one it is. */
  async start(): Promise<void> {
    const restart = () => void this.restart();
    this.subscriptions.push(
      workspace.onDidGrantWorkspaceTrust(restart),
      workspace.onDidChangeConfiguration((change) => {
        const decisive = ["kerascope.interpreter", "kerascope.server"];
        if (decisive.some((name) => change.affectsConfiguration(name))) restart();
      }),
    );
    await this.restart();
    const following = await onDidChooseInterpreter(restart);
    if (following) this.subscriptions.push(following);
  }

  /** Stops the server and starts it again; calls made meanwhile share the next start. */
  restart(): Promise<void> {
    if (this.waiting) return this.turn;
    this.waiting = true;
    this.turn = this.turn.then(async () => {
      this.waiting = false;
      await this.stop();
      await this.begin();
    });
    return this.turn;
  }

  /**
   * Has the server carry out a command of its own.
   *
   * @throws with a sentence for the user.
   */
  async execute<Result>(command: string, ...args: unknown[]): Promise<Result> {
    return this.request(ExecuteCommandRequest.method, { command, arguments: args });
  }

  async request<Result>(method: string, params: unknown): Promise<Result> {
    await this.turn;
    if (this.condition.kind === "failed") throw new Error(this.condition.problem);
    if (!this.client) throw new Error("The Kerascope server is not running. Restart it.");
    return this.client.sendRequest<Result>(method, params);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  async stop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.findings.clear();
    await client?.stop().catch((error) => this.log.warn(String(error)));
    this.become({ kind: "stopped" });
  }

  private async begin(): Promise<void> {
    this.become({ kind: "starting" });
    try {
      this.interpreter = await chosenInterpreter();
      const command = await serverCommand(this.extensionPath, this.interpreter);
      this.log.info(`Starting ${command.origin}.`);
      const client = languageClient(command, this.log, this.findings, () => ({
        trusted: workspace.isTrusted,
        interpreter: this.interpreter,
      }));
      client.onNotification("kerascope/probeReport", (message: ReportMessage) =>
        this.reported.fire(message),
      );
      client.onDidChangeState(({ newState }) => {
        if (this.client === client) this.become(CONDITIONS[newState]);
      });
      this.client = client;
      await client.start();
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.client = undefined;
      this.log.error(problem);
      this.become({ kind: "failed", problem });
    }
  }

  private become(condition: Condition): void {
    this.condition = condition;
    this.conditionChanged.fire(condition);
  }
}

const CONDITIONS: Record<State, Condition> = {
  [State.Stopped]: { kind: "stopped" },
  [State.Starting]: { kind: "starting" },
  [State.Running]: { kind: "running" },
  [State.StartFailed]: {
    kind: "failed",
    problem: "The Kerascope server did not start; see the log.",
  },
};
