import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSavedRun } from '../../extension/engine/checkpoint/savedRun.js';
import { loadClassifier } from '../../extension/engine/checkpoint/storedClassifier.js';
import { type TensorData, toFloat32 } from '../../extension/engine/checkpoint/tensorData.js';
import { convert } from '../../extension/engine/convert/convert.js';
import { createMethod } from '../../extension/engine/methods/registry.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { Session } from '../../extension/engine/training/session.js';
import { onEachBackend } from '../support/backends.js';
import { assertClose } from '../support/close.js';
import { fishAndTools } from '../support/fishAndTools.js';
import { loadCheckpoint } from '../support/loadCheckpoint.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyRunConfig, trainToEnd } from '../support/tinyRun.js';
import { userError } from '../support/userError.js';

const decay = 0.75;
const AVERAGE = 'optimizer.ema.';

type Tensors = ReadonlyMap<string, TensorData>;
const newest = async (dir: string) => (await RunFolder.open(dir).latest())!;
const tensorsOf = async (dir: string): Promise<Tensors> => (await loadCheckpoint(await newest(dir))).tensors;
const named = (tensors: Tensors, wanted: (name: string) => boolean) =>
  new Map([...tensors].filter(([name]) => wanted(name)));
const isTrained = (name: string) => !name.startsWith(AVERAGE);

onEachBackend('averages of weights in a run', use => {
  test('follow every update from where the training starts, and change nothing of it', async t => {
    await use();
    const pretrained = await temporaryFolder(t);
    await trainToEnd({ config: tinyRunConfig(), output: pretrained, resume: true, maxSteps: 1 });
    const config = await fishAndTools(t);
    config.PRETRAINED = await newest(pretrained);
    const start = await Session.open({ ...config, MODEL: { ...config.MODEL, NUM_CLASSES: 2 } });
    await start.begin(config.PRETRAINED);
    const first = start.checkpoint().tensors;
    await start.close();

    const plain = await temporaryFolder(t);
    await trainToEnd({ config, output: plain, resume: true, maxSteps: 5 });
    config.TRAIN.EMA_DECAY = decay;
    const [whole, parts] = [await temporaryFolder(t), await temporaryFolder(t)];
    await trainToEnd({ config, output: whole, resume: true, maxSteps: 5 });
    let expected = first;
    for (const maxSteps of [1, 2, 3, 4, 5]) {
      await trainToEnd({ config, output: parts, resume: true, maxSteps });
      const found = await tensorsOf(parts);
      const next = new Map<string, TensorData>();
      for (const [name, { shape }] of named(found, name => !name.startsWith('optimizer.'))) {
        const [old, now, average] = [expected.get(name), found.get(name), found.get(AVERAGE + name)].map(tensor =>
          toFloat32(tensor!),
        );
        const wanted = old!.map((value, i) => decay * value + (1 - decay) * now![i]!);
        assertClose(average!, wanted, `${name} after step ${maxSteps}`, 1e-5);
        next.set(name, { dtype: 'F32', shape, data: new Uint8Array(average!.slice().buffer) });
      }
      expected = next;
    }
    assert.deepEqual(await tensorsOf(parts), await tensorsOf(whole), 'in parts as in one');
    assert.deepEqual(named(await tensorsOf(whole), isTrained), await tensorsOf(plain), 'the same training as without');
  });

  test('are what is measured, and then the trained weights are back', async t => {
    await use();
    const config = await fishAndTools(t);
    config.TRAIN.EMA_DECAY = decay;
    const output = await temporaryFolder(t);
    await trainToEnd({ config, output, resume: true, maxSteps: 2 });
    const file = await newest(output);
    const { tensors } = await loadCheckpoint(file);
    const session = await Session.open(config);
    await session.restore(file);
    const name = 'blocks.1.mlp.fc2.weight';
    const value = () => session.method.parameters.get(name).dataSync<'float32'>().slice();
    let measured: Float32Array | undefined;
    const evaluator = session.evaluators[0]!;
    await session.measure({
      ...evaluator,
      run: async () => {
        measured = value();
        return evaluator.run();
      },
    });
    assert.deepEqual(measured, toFloat32(tensors.get(AVERAGE + name)!));
    assert.deepEqual(value(), toFloat32(tensors.get(name)!));
    assert.notDeepEqual(measured, value());
    await assert.rejects(
      session.measure({ ...evaluator, run: () => Promise.reject(new Error('not measured')) }),
      /not measured/,
    );
    assert.deepEqual(session.checkpoint().tensors, tensors);
    await session.close();
  });

  test('are converted and measured where --average asks for them', async t => {
    await use();
    const config = await fishAndTools(t);
    const [plain, output] = [await temporaryFolder(t), await temporaryFolder(t)];
    await trainToEnd({ config, output: plain, resume: true, maxSteps: 1 });
    config.TRAIN.EMA_DECAY = decay;
    await trainToEnd({ config, output, resume: true, maxSteps: 2 });
    const file = await newest(output);
    const { tensors } = await loadCheckpoint(file);
    const { stored } = createMethod({ ...config, MODEL: { ...config.MODEL, NUM_CLASSES: 2 } }).parameters;
    const averages = new Map(stored.map(({ name }) => [name, tensors.get(AVERAGE + name)!]));

    const [pth, direct, over] = ['a.pth', 'b.safetensors', 'c.safetensors'].map(end => join(output, end));
    await convert(file, pth!);
    await convert(file, direct!, { average: true });
    await convert(pth!, over!, { average: true });
    for (const converted of [direct!, over!]) {
      assert.deepEqual((await loadCheckpoint(converted)).tensors, averages);
      const counts = { stepsPerEpoch: 3, accumulation: 1 };
      await assert.rejects(
        openSavedRun(converted, { specs: [] }, counts),
        userError(/has no state of an optimiser, so that training cannot be continued/),
      );
    }
    for (const average of [true, false]) {
      const { classifier, classNames } = await loadClassifier(file, 1, { average });
      assert.deepEqual(classNames, ['fish', 'tools']);
      for (const { name } of stored) {
        const expected = toFloat32((average ? averages : tensors).get(name)!);
        assert.deepEqual(classifier.parameters.get(name).dataSync<'float32'>(), expected, name);
      }
      classifier.parameters.dispose();
    }
    const none = await newest(plain);
    await assert.rejects(convert(none, join(output, 'd.pth'), { average: true }), userError(/holds no averages/));
    await assert.rejects(
      trainToEnd({ config, output: plain, resume: true }),
      userError(/holds no averages of weights, which TRAIN\.EMA_DECAY asks for: set it to 0, /),
    );
  });
});
