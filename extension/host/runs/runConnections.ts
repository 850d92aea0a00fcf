import { once } from 'node:events';
import { connect } from 'node:net';
import { type Disposable, type LogOutputChannel, l10n, workspace } from 'vscode';
import { messageOf, UserError } from '../../engine/errors.js';
import { socketPort } from '../../engine/runs/ports.js';
import { RpcClient } from '../../protocol/rpc.js';
import type { RunApi, RunSnapshot } from '../../protocol/runApi.js';
import { requireTrust } from '../common/trust.js';
import { isLiveState, type Run } from './run.js';

type Client = RpcClient<RunApi>;

/** What the store wants to hear of live runs. */
export interface ConnectionListener {
  snapshot(run: Run, snapshot: RunSnapshot): void;
  /** The process has gone, or does not answer any more. */
  closed(run: Run): void;
}

/** Connections to the processes of live runs, over the control sockets that their `run.json` name. */
export class RunConnections implements Disposable {
  private readonly clients = new Map<Run, Promise<Client | undefined>>();

  constructor(
    private readonly listener: ConnectionListener,
    private readonly log: LogOutputChannel,
  ) {}

  dispose(): void {
    for (const run of [...this.clients.keys()]) this.close(run);
  }

  has(run: Run): boolean {
    return this.clients.has(run);
  }

  /** Connects to a run that can be connected to and is not yet. An untrusted folder may name any socket. */
  open(run: Run): void {
    const { control, state } = run.summary;
    if (!control || !workspace.isTrusted || !isLiveState(state) || this.has(run)) return;
    const opening: Promise<Client | undefined> = this.connect(run, control).catch(error => {
      this.log.debug(`${run.dir} does not answer at ${control}: ${messageOf(error)}`);
      this.clients.delete(run);
      return undefined;
    });
    this.clients.set(run, opening);
  }

  close(run: Run): void {
    const opening = this.clients.get(run);
    this.clients.delete(run);
    void opening?.then(client => client?.close());
  }

  /** The process of a live run. @throws UserError when this window cannot talk to it */
  async client(run: Run): Promise<Client> {
    requireTrust();
    const client = await this.clients.get(run);
    if (client) return client;
    throw new UserError(
      l10n.t('{0} cannot be controlled from here: use the terminal or the machine that it was started on.', run.name),
    );
  }

  private async connect(run: Run, address: string): Promise<Client> {
    const socket = connect(address);
    await once(socket, 'connect');
    const client = new RpcClient<RunApi>(socketPort(socket));
    void client.closed.then(() => {
      if (this.clients.delete(run)) this.listener.closed(run);
    });
    const watching = client.call('watch', {}, { onProgress: snapshot => this.listener.snapshot(run, snapshot) });
    // It fails when the connection closes, which `closed` tells as well.
    watching.catch(() => {});
    return client;
  }
}
