// Loaded with --import: ends this process, as a power cut would, at its MFM_TEST_DIE_AT-th change of the file system:
// 'before' it, 'after' it, or in the middle of a write ('torn'). The number of changes goes to MFM_TEST_CHANGES at the end.
import fs, { constants } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

type Call = (this: unknown, ...args: unknown[]) => unknown;

const at = Number(process.env['MFM_TEST_DIE_AT']);
const how = process.env['MFM_TEST_DIE_HOW'];
let changes = 0;

if (isMainThread) {
  const total = process.env['MFM_TEST_CHANGES'];
  const { writeFileSync } = fs;
  if (total) process.on('exit', () => writeFileSync(total, String(changes)));
  watch(fs, ['appendFileSync', 'mkdirSync', 'openSync', 'writeSync', 'writeFileSync']);
  watch(fs.promises, ['copyFile', 'link', 'mkdir', 'mkdtemp', 'open', 'rename', 'rm', 'rmdir', 'writeFile']);
  const handle = await fs.promises.open(process.execPath);
  watch(Object.getPrototypeOf(handle) as object, ['sync', 'truncate', 'write', 'writeFile']);
  await handle.close();
  changes = 0;
  syncBuiltinESMExports();
}

function watch(holder: object, names: string[]): void {
  const calls = holder as Record<string, Call>;
  for (const name of names) {
    const call = calls[name]!;
    calls[name] = function (this: unknown, ...args) {
      if (name.startsWith('open') && isForReading(args[1])) return call.apply(this, args);
      if (++changes !== at) return call.apply(this, args);
      if (how === 'before') die();
      const half = how === 'torn' ? halved(name, args) : args;
      return whenDone(call.apply(this, half), die);
    };
  }
}

function isForReading(flags: unknown): boolean {
  if (typeof flags === 'number') return (flags & (constants.O_WRONLY | constants.O_RDWR)) === 0;
  return flags === undefined || flags === 'r';
}

/** The arguments of a call that writes the first half of its bytes; others are whole. */
function halved(name: string, args: unknown[]): unknown[] {
  if (!/write|append/i.test(name)) return args;
  const place = args.findIndex(arg => ArrayBuffer.isView(arg) || (typeof arg === 'string' && arg.includes('{')));
  if (place < 0) return args;
  const bytes = typeof args[place] === 'string' ? Buffer.from(args[place]) : Buffer.from(args[place] as Uint8Array);
  // A place in the bytes and a length may follow for calls that take part of a buffer; here they start at its beginning.
  return [...args.slice(0, place), bytes.subarray(0, bytes.length >> 1)];
}

function whenDone(result: unknown, then: () => void): unknown {
  if (result instanceof Promise) return result.then(then, then);
  then();
  return result;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
