import { URLExt } from "@jupyterlab/coreutils";
import { ServerConnection } from "@jupyterlab/services";
import type { ProbeReport } from "@kerascope/report";

export interface Place {
  uri: string;
  rootUri: string;
  interpreter: string | null;
  problem: string | null;
}

/** A code cell (or, with index null, a script) as it was put to the test. */
export interface ProbedCell {
  index: number | null;
  text: string;
}

export interface ProbeState {
  path: string;
  cells: ProbedCell[];
  status: "running" | "done" | "cancelled" | "failed";
  progress: { fraction?: number; message?: string; seconds_left?: number | null };
  report: ProbeReport | null;
  error: string | null;
}

export interface ProbeRequest {
  kernel: string;
  cells: (ProbedCell & { execution_count: number | null })[];
  codes: string[] | null;
}

/** Kerascope's part of the Jupyter server. */
export class Rest {
  constructor(readonly settings: ServerConnection.ISettings) {}

  /** The address of a new language server. */
  socket(): WebSocket {
    const address = URLExt.join(this.settings.wsUrl, "kerascope", "language-server");
    const token = this.settings.appendToken ? this.settings.token : "";
    const query = token ? `?token=${encodeURIComponent(token)}` : "";
    return new this.settings.WebSocket(address + query);
  }

  place(path: string, kernel = ""): Promise<Place> {
    return this.ask<Place>("GET", "place", { path, kernel });
  }

  probe(path: string): Promise<ProbeState | null> {
    return this.ask<ProbeState | null>("GET", "probe", { path });
  }

  startProbe(path: string, request: ProbeRequest): Promise<ProbeState> {
    return this.ask<ProbeState>("POST", "probe", { path }, request);
  }

  cancelProbe(path: string): Promise<ProbeState> {
    return this.ask<ProbeState>("DELETE", "probe", { path });
  }

  private async ask<T>(
    method: string,
    what: string,
    query: Record<string, string>,
    body?: unknown,
  ): Promise<T> {
    const address = URLExt.join(this.settings.baseUrl, "kerascope", "api", what);
    const request = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await ServerConnection.makeRequest(
      address + URLExt.objectToQueryString(query),
      request,
      this.settings,
    );
    if (!response.ok) {
      throw await ServerConnection.ResponseError.create(response);
    }
    return (await response.json()) as T;
  }
}
