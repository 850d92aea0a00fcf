import assert from 'node:assert/strict';
import { statisticsOf, tensorStatistics } from '../../extension/engine/checkpoint/statistics.js';
import { openTensorFile } from '../../extension/engine/checkpoint/tensorFile.js';
import { messageOf } from '../../extension/engine/errors.js';
import { readFile } from '../../extension/host/checkpoint/readFile.js';
import { difference } from '../../extension/worker/methods/difference.js';
import { tensor } from '../../extension/worker/methods/tensor.js';
import { weights } from '../../extension/worker/methods/weights.js';
import { english } from './words.js';

const context = { signal: new AbortController().signal, progress: () => {} };

/** Everything that is done with a file that is only looked at: its page, values, statistics, pictures, filters. */
export async function lookAtTensors(file: string): Promise<void> {
  try {
    const opened = await openTensorFile(file);
    // Whatever else is damaged, tensors that are known are shown.
    assert.notEqual((await readFile(english, file)).kind, 'broken');
    for (const name of opened.tensors.keys()) {
      const statistics = await statisticsOf(opened.pieces(name));
      assert.deepEqual(statistics, tensorStatistics(await opened.read(name)));
    }
    const [name] = opened.tensors.keys();
    if (name !== undefined) await tensor({ file, name }, context);
    await weights({ file }, context);
    await difference({ file, other: file }, context);
  } catch (error) {
    // Whatever is not foreseen ends as 'Cannot read ...'.
    assert.doesNotMatch(messageOf(error), /^Cannot read/);
    throw error;
  }
}
