import { Signal } from "@lumino/signaling";

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

interface Message {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

type Handler = (params: unknown) => unknown;

const METHOD_NOT_FOUND = -32601;

/** JSON-RPC over one WebSocket, one message a frame. */
export class Connection {
  readonly closed = new Signal<this, void>(this);
  private readonly handlers = new Map<string, Handler>();
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;

  constructor(private readonly socket: WebSocket) {
    socket.onmessage = (event) => this.receive(JSON.parse(String(event.data)) as Message);
    socket.onclose = () => this.end();
  }

  /** Once the socket is open; rejects where it never will be. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.onopen = () => resolve();
      this.closed.connect(() => reject(new Error("The connection to Kerascope was closed.")));
    });
  }

  /** Answers the server's requests and hears its notifications of one method. */
  on<T>(method: string, handler: (params: T) => unknown): void {
    this.handlers.set(method, handler as Handler);
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  request<T>(method: string, params: unknown): Promise<T> {
    const id = this.next++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.send({ id, method, params });
    });
  }

  close(): void {
    this.socket.close();
  }

  private send(message: Message): void {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
    }
  }

  private receive(message: Message): void {
    if (message.method === undefined) {
      this.settle(message);
    } else if (message.id === undefined) {
      this.handlers.get(message.method)?.(message.params);
    } else {
      void this.answer(message.id, message.method, message.params);
    }
  }

  private settle(message: Message): void {
    const waiting = this.waiting.get(Number(message.id));
    this.waiting.delete(Number(message.id));
    if (message.error) {
      waiting?.reject(new Error(message.error.message));
    } else {
      waiting?.resolve(message.result ?? null);
    }
  }

  private async answer(id: number | string, method: string, params: unknown): Promise<void> {
    const handler = this.handlers.get(method);
    if (handler === undefined) {
      const error = { code: METHOD_NOT_FOUND, message: `${method} is not known here.` };
      this.send({ id: id as number, error });
      return;
    }
    this.send({ id: id as number, result: (await handler(params)) ?? null });
  }

  private end(): void {
    for (const waiting of this.waiting.values()) {
      waiting.reject(new Error("The connection to Kerascope was closed."));
    }
    this.waiting.clear();
    this.closed.emit();
    Signal.clearData(this);
  }
}
