import type { PickleBytes } from './pickleBytes.js';
import { isGlobal, isObject, PickleError, type PickleGlobal, type PickleValue } from './pickleValue.js';

/** What a reader of pickles knows about some names. It makes data; nothing that a file names is ever run. */
export interface PickleVocabulary {
  /** The data that a call of `name` stands for, or `undefined` for one that stays as it is written. */
  construct(name: string, args: PickleValue[]): PickleValue | undefined;
  /** What an id outside of the pickle refers to. */
  persistent(id: PickleValue): PickleValue;
}

/** A stack with marks on it, and a memo. Each of these makes at most one value. @throws PickleError where it cannot be done */
export class PickleMachine {
  private readonly stack: PickleValue[] = [];
  /** Heights of the stack. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(
    readonly from: PickleBytes,
    readonly vocabulary: PickleVocabulary,
  ) {}

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  top(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new PickleError('its pickle takes what is not there');
    return this.stack.at(-1)!;
  }

  /** Takes the newest value, or the mark that lies above it. */
  popOrUnmark(): void {
    if (this.marks.at(-1) === this.stack.length) this.marks.pop();
    else this.pop();
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  memoize(index = this.memo.size): void {
    this.memo.set(index, this.top());
  }

  pop(): PickleValue {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  popMany(count: number): PickleValue[] {
    if (this.stack.length - count < (this.marks.at(-1) ?? 0))
      throw new PickleError('its pickle takes what is not there');
    return this.stack.splice(-count);
  }

  popMarked(): PickleValue[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new PickleError('its pickle refers to a mark that is not there');
    return this.stack.splice(mark);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new PickleError('its pickle refers to a value that is not there');
    this.push(value);
  }

  oldInteger(): number | bigint | boolean {
    const start = this.from.position;
    const text = this.from.line();
    if (text === '00' || text === '01') return text === '01';
    this.from.position = start;
    return this.from.digits();
  }

  call(callee: PickleValue, args: PickleValue): void {
    if (!Array.isArray(args)) throw new PickleError('its pickle makes an object of arguments that are none');
    const name = isGlobal(callee) ? callee.name : 'unknown';
    this.push(this.vocabulary.construct(name, args) ?? { kind: 'object', name, args });
  }

  callWithKeywords(): void {
    const [callee, args] = this.popMany(3) as [PickleValue, PickleValue];
    this.call(callee, args);
  }

  callMarked(): void {
    const [callee, ...args] = this.popMarked();
    if (callee === undefined) throw new PickleError('its pickle makes an object of nothing');
    this.call(callee, args);
  }

  append(values: PickleValue[]): void {
    const target = this.top();
    if (isObject(target)) target.list ??= [];
    const list = isObject(target) ? target.list : target;
    if (!Array.isArray(list)) throw new PickleError('its pickle appends to what is no list');
    for (const value of values) list.push(value);
  }

  setItems(pairs: PickleValue[]): void {
    const target = this.top();
    if (isObject(target)) target.items ??= new Map();
    const items = isObject(target) ? target.items : target;
    if (!(items instanceof Map)) throw new PickleError('its pickle puts items into what is no dictionary');
    setItems(items, pairs);
  }

  addItems(values: PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof Set)) throw new PickleError('its pickle adds to what is no set');
    for (const value of values) target.add(value);
  }

  /** Attributes of dictionaries and tensors (`_metadata` of a state dictionary) say nothing that is shown. */
  build(state: PickleValue): void {
    const target = this.top();
    if (isObject(target)) target.state = state;
  }
}

/** Puts keys and values, which alternate, into `items`. */
export function setItems(items: Map<PickleValue, PickleValue>, pairs: PickleValue[]): Map<PickleValue, PickleValue> {
  if (pairs.length % 2 === 1) throw new PickleError('its pickle has a key without a value');
  for (let i = 0; i < pairs.length; i += 2) items.set(pairs[i]!, pairs[i + 1]!);
  return items;
}

/** A name as data. */
export function named(module: PickleValue, name: PickleValue): PickleGlobal {
  if (typeof module !== 'string' || typeof name !== 'string')
    throw new PickleError('its pickle has a name that is none');
  return { kind: 'global', name: `${module}.${name}` };
}
