import { grouped } from '../../extension/engine/text/format.js';
import type { ClassTable } from '../../extension/protocol/classTable.js';
import { t } from '../host/t.js';
import type { Pair } from './confusionMatrix.js';

/** What a pair of classes says, without numbers. */
export function pairTitle({ classes }: Pick<ClassTable, 'classes'>, { label, answer }: Pair): string {
  const name = classes[label]!.name;
  return label === answer ? t('{0} recognised', name) : t('{0} taken for {1}', name, classes[answer]!.name);
}

/** 'fish taken for tools: 4 of 12' */
export function pairText(table: Pick<ClassTable, 'classes'>, pair: Pair, count: number): string {
  return t('{0}: {1} of {2}', pairTitle(table, pair), grouped(count), grouped(table.classes[pair.label]!.of));
}
