import { PickleBytes } from './pickleBytes.js';
import { named, PickleMachine, type PickleVocabulary, setItems } from './pickleMachine.js';
import { PickleError, type PickleValue } from './pickleValue.js';

/**
 * The pickle of a large model with its optimiser has a fifth of these. A byte can ask for a dictionary, which takes two
 * hundred here: this many of them are still no danger to the memory.
 */
const MAX_INSTRUCTIONS = 500_000;
const STOP = 0x2e;

type Pair = [PickleValue, PickleValue];

/** What an instruction does, with its name in Python's pickletools. Results are not used. */
const INSTRUCTIONS = new Map<number, (machine: PickleMachine) => unknown>([
  [0x80, m => m.from.uint8()], // PROTO
  [0x95, m => m.from.uint64()], // FRAME
  [0x28, m => m.mark()], // MARK
  [0x30, m => m.popOrUnmark()], // POP
  [0x31, m => m.popMarked()], // POP_MARK
  [0x32, m => m.push(m.top())], // DUP
  [0x4e, m => m.push(null)], // NONE
  [0x88, m => m.push(true)], // NEWTRUE
  [0x89, m => m.push(false)], // NEWFALSE
  [0x49, m => m.push(m.oldInteger())], // INT, which also writes booleans
  [0x4c, m => m.push(m.from.digits())], // LONG
  [0x4a, m => m.push(m.from.int32())], // BININT
  [0x4b, m => m.push(m.from.uint8())], // BININT1
  [0x4d, m => m.push(m.from.uint16())], // BININT2
  [0x8a, m => m.push(m.from.long(m.from.uint8()))], // LONG1
  [0x8b, m => m.push(m.from.long(m.from.uint32()))], // LONG4
  [0x46, m => m.push(Number(m.from.line()))], // FLOAT
  [0x47, m => m.push(m.from.float64())], // BINFLOAT
  [0x53, m => m.push(m.from.line().replace(/^(['"])(.*)\1$/, '$2'))], // STRING
  [0x54, m => m.push(m.from.latin1(m.from.uint32()))], // BINSTRING
  [0x55, m => m.push(m.from.latin1(m.from.uint8()))], // SHORT_BINSTRING
  [0x56, m => m.push(m.from.line())], // UNICODE
  [0x58, m => m.push(m.from.text(m.from.uint32()))], // BINUNICODE
  [0x8c, m => m.push(m.from.text(m.from.uint8()))], // SHORT_BINUNICODE
  [0x8d, m => m.push(m.from.text(m.from.uint64()))], // BINUNICODE8
  [0x42, m => m.push(m.from.take(m.from.uint32()))], // BINBYTES
  [0x43, m => m.push(m.from.take(m.from.uint8()))], // SHORT_BINBYTES
  [0x8e, m => m.push(m.from.take(m.from.uint64()))], // BINBYTES8
  [0x96, m => m.push(m.from.take(m.from.uint64()))], // BYTEARRAY8
  [0x5d, m => m.push([])], // EMPTY_LIST
  [0x29, m => m.push([])], // EMPTY_TUPLE
  [0x6c, m => m.push(m.popMarked())], // LIST
  [0x74, m => m.push(m.popMarked())], // TUPLE
  [0x85, m => m.push(m.popMany(1))], // TUPLE1
  [0x86, m => m.push(m.popMany(2))], // TUPLE2
  [0x87, m => m.push(m.popMany(3))], // TUPLE3
  [0x7d, m => m.push(new Map())], // EMPTY_DICT
  [0x64, m => m.push(setItems(new Map(), m.popMarked()))], // DICT
  [0x8f, m => m.push(new Set())], // EMPTY_SET
  [0x91, m => m.push(new Set(m.popMarked()))], // FROZENSET
  [0x61, m => m.append([m.pop()])], // APPEND
  [0x65, m => m.append(m.popMarked())], // APPENDS
  [0x73, m => m.setItems(m.popMany(2))], // SETITEM
  [0x75, m => m.setItems(m.popMarked())], // SETITEMS
  [0x90, m => m.addItems(m.popMarked())], // ADDITEMS
  [0x67, m => m.recall(Number(m.from.line()))], // GET
  [0x68, m => m.recall(m.from.uint8())], // BINGET
  [0x6a, m => m.recall(m.from.uint32())], // LONG_BINGET
  [0x70, m => m.memoize(Number(m.from.line()))], // PUT
  [0x71, m => m.memoize(m.from.uint8())], // BINPUT
  [0x72, m => m.memoize(m.from.uint32())], // LONG_BINPUT
  [0x94, m => m.memoize()], // MEMOIZE
  [0x63, m => m.push(named(m.from.line(), m.from.line()))], // GLOBAL
  [0x93, m => m.push(named(...(m.popMany(2) as Pair)))], // STACK_GLOBAL
  [0x52, m => m.call(...(m.popMany(2) as Pair))], // REDUCE
  [0x81, m => m.call(...(m.popMany(2) as Pair))], // NEWOBJ
  [0x92, m => m.callWithKeywords()], // NEWOBJ_EX, whose last argument has the keywords
  [0x6f, m => m.callMarked()], // OBJ
  [0x69, m => m.call(named(m.from.line(), m.from.line()), m.popMarked())], // INST
  [0x62, m => m.build(m.pop())], // BUILD
  [0x50, m => m.push(m.vocabulary.persistent(m.from.line()))], // PERSID
  [0x51, m => m.push(m.vocabulary.persistent(m.pop()))], // BINPERSID
]);

/**
 * Reads the pickle (protocols 0 to 5) that begins at `start`, as data: names stay names, calls become records. The number
 * of instructions is bounded, and with it the memory.
 *
 * @returns the value, and where the pickle ends
 * @throws PickleError for anything that is no complete pickle; PickleEndsError where more bytes may help
 */
export function readPickle(
  bytes: Uint8Array,
  vocabulary: PickleVocabulary,
  start = 0,
): { value: PickleValue; end: number } {
  const from = new PickleBytes(bytes, start);
  const machine = new PickleMachine(from, vocabulary);
  for (let count = 0; count < MAX_INSTRUCTIONS; count++) {
    const code = from.uint8();
    if (code === STOP) return { value: machine.pop(), end: from.position };
    const instruction = INSTRUCTIONS.get(code);
    if (!instruction) throw new PickleError(`its pickle has an unknown instruction, 0x${code.toString(16)}`);
    instruction(machine);
  }
  throw new PickleError(`its pickle has more than ${MAX_INSTRUCTIONS} instructions`);
}
