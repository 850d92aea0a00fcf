/** One kind of call: what it is given, what it resolves to, and what it reports on the way. */
export interface Call<Params, Result, Progress = never> {
  params: Params;
  result: Result;
  progress: Progress;
}

/** An API by the names of its calls. */
// biome-ignore lint/suspicious/noExplicitAny: any call fits here; each API gives the exact types.
export type Api<A> = { [M in keyof A]: Call<any, any, any> };

/** Two-way messages to one peer: an IPC channel, a socket or a webview. Messages are plain data. */
export interface Port {
  post(message: unknown): void;
  /** Called once, before the first message. `onClose` is called once, when the peer is gone. */
  listen(onMessage: (message: unknown) => void, onClose: () => void): void;
  close(): void;
}

/** A call's way back to its caller while it runs. */
export interface CallContext<Progress> {
  /** Aborted when the caller no longer wants the result, or is gone. */
  signal: AbortSignal;
  progress(value: Progress): void;
}

/** The functions that answer the calls of `A`. */
export type Handlers<A extends Api<A>> = {
  [M in keyof A]: (params: A[M]['params'], context: CallContext<A[M]['progress']>) => Promise<A[M]['result']>;
};

export interface CallOptions<Progress> {
  signal?: AbortSignal;
  onProgress?: (value: Progress) => void;
}

/** What the peer said went wrong. `name` is that of the error there: 'UserError' is meant for people as it is. */
export class RemoteError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    /** The peer's stack, for a log. */
    readonly remoteStack?: string,
  ) {
    super(message);
  }
}

/** The peer went away before it answered. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError';
}

type Message =
  | { kind: 'call'; id: number; method: string; params: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; name: string; message: string; stack?: string };

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress?: (value: never) => void;
}

/** The calling end. */
export class RpcClient<A extends Api<A>> {
  private readonly pending = new Map<number, Pending>();
  private next = 0;
  private isClosed = false;
  /** Resolves when the peer is gone or `close` was called. */
  readonly closed: Promise<void>;
  private announceClosed: () => void = () => {};

  constructor(private readonly port: Port) {
    this.closed = new Promise(resolve => {
      this.announceClosed = resolve;
    });
    port.listen(
      message => this.receive(message as Message),
      () => this.end(),
    );
  }

  /**
   * Calls `method`. Aborting the signal tells the peer, and rejects at once with the signal's reason.
   *
   * @throws RemoteError what the peer threw; ClosedError when it is gone
   */
  async call<M extends keyof A & string>(
    method: M,
    params: A[M]['params'],
    { signal, onProgress }: CallOptions<A[M]['progress']> = {},
  ): Promise<A[M]['result']> {
    signal?.throwIfAborted();
    if (this.isClosed) throw new ClosedError(`The other side has gone; ${method} cannot be called.`);
    const id = this.next++;
    const cancel = () => {
      this.port.post({ kind: 'cancel', id } satisfies Message);
      this.pending.get(id)?.reject(signal!.reason as Error);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.pending.set(id, { resolve, reject, onProgress });
        this.port.post({ kind: 'call', id, method, params } satisfies Message);
      });
    } finally {
      this.pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  close(): void {
    this.port.close();
    this.end();
  }

  private receive(message: Message): void {
    const pending = this.pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'result') pending.resolve(message.value);
    if (message.kind === 'progress') pending.onProgress?.(message.value as never);
    if (message.kind === 'error') pending.reject(new RemoteError(message.name, message.message, message.stack));
  }

  private end(): void {
    this.isClosed = true;
    for (const { reject } of this.pending.values()) reject(new ClosedError('The other side has gone.'));
    this.pending.clear();
    this.announceClosed();
  }
}

/** The text of anything thrown, even of what has none. */
function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'An unknown error.';
  }
}

/** The answering end: calls `handlers`, sends back results and errors, and cancels what the peer gives up. */
export function serve<A extends Api<A>>(port: Port, handlers: Handlers<A>, onClose: () => void = () => {}): void {
  const running = new Map<number, AbortController>();

  async function answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const post = (message: Message) => {
      if (running.has(id)) port.post(message);
    };
    try {
      if (!Object.hasOwn(handlers, method)) throw new Error(`There is no call named ${method}.`);
      const handler = handlers[method as keyof A];
      const progress = (value: unknown) => post({ kind: 'progress', id, value });
      post({ kind: 'result', id, value: await handler(params, { signal: controller.signal, progress }) });
    } catch (error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(textOf(error));
      post({ kind: 'error', id, name, message, stack });
    } finally {
      running.delete(id);
    }
  }

  port.listen(
    received => {
      const message = received as Message;
      // A second call of the same number would take the place of the first, which nothing could end any more.
      if (message.kind === 'call' && !running.has(message.id)) void answer(message.id, message.method, message.params);
      if (message.kind === 'cancel') running.get(message.id)?.abort();
    },
    () => {
      for (const controller of running.values()) controller.abort();
      running.clear();
      onClose();
    },
  );
}
