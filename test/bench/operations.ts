import koffi from 'koffi';
import { decodeProto, type ProtoField } from '../../extension/tensorflow/proto.js';

/** One run of an operation by a thread, in microseconds. */
export interface OperationRun {
  /** 'MatMul', or what else TensorFlow was doing. */
  op: string;
  /** Its name in the graph; empty where it has none. */
  node: string;
  thread: string;
  start: number;
  duration: number;
  /** Without what ran inside it. */
  own: number;
}

/**
 * What TensorFlow does on the processor while `work` runs, by its own profiler. That has no C functions: its C++ ones are
 * called by their mangled names, as they are in TensorFlow 2.21 for Linux. Once in a process.
 *
 * @param framework path of libtensorflow_framework
 */
export async function recordOperations(framework: string, work: () => Promise<unknown>): Promise<OperationRun[]> {
  const c = profiler(framework);
  const session = koffi.alloc('void *', 1);
  // Options whose version is 0 stand for the usual ones.
  c.create(session, koffi.address(c.options));
  await work();
  const space = koffi.alloc('uint8_t', 1024);
  c.newSpace(space, 0n);
  const status = koffi.alloc('void *', 1);
  c.collect(status, koffi.decode(session, 'void *') as bigint, space);
  const bytes = new Uint8Array(LARGEST);
  if (!c.serialise(space, bytes, bytes.length)) throw new Error(`The profile has more than ${LARGEST} bytes.`);
  return [...hostRuns(bytes)];
}

/** Of a profile. What follows its end in a larger buffer is zeros, which begin no field. */
const LARGEST = 256 << 20;

function profiler(file: string) {
  const library = koffi.load(file);
  return {
    options: library.symbol('_ZN10tensorflow33_ProfileOptions_default_instance_E', 'uint8_t'),
    // What is returned by value goes to the first argument.
    create: library.func('void _ZN3tsl15ProfilerSession6CreateERKN10tensorflow14ProfileOptionsE(void *, void *)'),
    collect: library.func(
      'void _ZN3tsl15ProfilerSession11CollectDataEPN10tensorflow8profiler6XSpaceE(void *, void *, void *)',
    ),
    newSpace: library.func('void _ZN10tensorflow8profiler6XSpaceC1EPN6google8protobuf5ArenaE(void *, void *)'),
    serialise: library.func('bool _ZNK6google8protobuf11MessageLite16SerializeToArrayEPvi(void *, void *, int)'),
  };
}

/** Field numbers of tsl/profiler/protobuf/xplane.proto. */
function* hostRuns(space: Uint8Array): Generator<OperationRun> {
  for (const plane of nested(space, 1)) {
    if (!text(field(plane, 2)).startsWith('/host:CPU')) continue;
    const names = new Map(nested(plane, 4).map(entry => [number(field(entry, 1)), metadataName(entry)]));
    for (const line of nested(plane, 3)) yield* runsOf(line, names);
  }
}

function metadataName(entry: Uint8Array): string {
  const [metadata] = nested(entry, 2);
  return metadata ? text(field(metadata, 2)) : '';
}

function* runsOf(line: Uint8Array, names: ReadonlyMap<number, string>): Generator<OperationRun> {
  const thread = `${text(field(line, 2))} ${number(field(line, 1))}`;
  const began = number(field(line, 3)) / 1000;
  const runs = nested(line, 4).map((event): OperationRun => {
    const name = names.get(number(field(event, 1))) ?? '';
    const [node, op] = /^([^:]*):(\w+)/.exec(name)?.slice(1) ?? ['', name];
    const duration = number(field(event, 3)) / 1e6;
    return { op: op!, node: node!, thread, start: began + number(field(event, 2)) / 1e6, duration, own: duration };
  });
  runs.sort((a, b) => a.start - b.start || b.duration - a.duration);
  const around: OperationRun[] = [];
  for (const run of runs) {
    while (around.length > 0 && endOf(around.at(-1)!) <= run.start) around.pop();
    if (around.length > 0) around.at(-1)!.own -= run.duration;
    around.push(run);
  }
  yield* runs;
}

const endOf = ({ start, duration }: OperationRun) => start + duration;

function nested(message: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { number, value } of decodeProto(message)) {
    if (number === 0) break;
    if (number === wanted && typeof value !== 'number') found.push(value);
  }
  return found;
}

function field(message: Uint8Array, wanted: number): ProtoField['value'] | undefined {
  for (const { number, value } of decodeProto(message)) if (number === wanted) return value;
  return undefined;
}

const text = (value: ProtoField['value'] | undefined) =>
  value === undefined || typeof value === 'number' ? '' : Buffer.from(value).toString();
const number = (value: ProtoField['value'] | undefined) => (typeof value === 'number' ? value : 0);
