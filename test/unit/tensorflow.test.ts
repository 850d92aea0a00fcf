import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, Runtime, TensorFunction } from '../../extension/engine/runtime/runtime.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';

const library = process.env['MFM_LIBTENSORFLOW'];
const skip = library ? false : 'MFM_LIBTENSORFLOW does not name a libtensorflow_cc';

const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
const noise = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** A step that does nothing but assign a variable. */
const assigning =
  (variable: tf.Variable, value: () => tf.Tensor): TensorFunction =>
  () => {
    variable.assign(value());
    return [];
  };

describe('TensorFlow runtime', { skip }, () => {
  let runtime: Runtime;
  before(async () => {
    runtime = await createTensorflowRuntime({ library: library!, threads: 2 });
  });

  test('says what it runs on', () => {
    assert.equal(tf.getBackend(), 'tensorflow');
    assert.equal(runtime.name, 'tensorflow');
    assert.match(runtime.device, /^(CPU, 2 threads|GPU.*)$/);
    assert.match(runtime.version, /^2\.\d+/);
  });

  test('lack of memory is a sentence for the user', () => {
    const terabytes = () => tf.fill([400_000, 1_000_000], 1).dataSync();
    assert.throws(terabytes, { name: 'UserError', message: /does not fit into the memory.*DATA\.BATCH_SIZE/ });
  });

  describe('eager ops', () => {
    test('compute on every type of tensor', () => {
      assert.deepEqual(values(tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]))), [11]);
      assert.deepEqual(values(tf.add(tf.tensor1d([1, 2], 'int32'), 3)), [4, 5]);
      assert.deepEqual(values(tf.logicalNot(tf.tensor1d([true, false], 'bool'))), [0, 1]);
      assert.deepEqual(values(tf.complex([1, 2], [3, 4])), [1, 3, 2, 4]);
      assert.deepEqual(values(tf.imag(tf.complex([1, 2], [3, 4]))), [3, 4]);
      assert.deepEqual(tf.zeros([0, 3]).dataSync().length, 0);
    });

    test('take lists of tensors and give several', () => {
      const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
      assert.deepEqual(values(tf.concat([a, b, a])), [1, 2, 3, 4, 1, 2]);
      assert.deepEqual(values(tf.stack([a, b], 1)), [1, 3, 2, 4]);
      assert.deepEqual(values(tf.addN([a, b, b])), [7, 10]);
      assert.deepEqual(tf.unstack(tf.stack([a, b])).map(values), [
        [1, 2],
        [3, 4],
      ]);
    });

    test("fail with TensorFlow's words", () => {
      const backend = tf.backend() as unknown as {
        executeSingleOutput(op: string, attrs: [], inputs: tf.Tensor[]): unknown;
      };
      assert.throws(() => backend.executeSingleOutput('NoSuchOp', [], []), /TensorFlow: NoSuchOp: .*NoSuchOp/);
      assert.throws(() => tf.floorDiv(tf.scalar(1, 'int32'), tf.scalar(0, 'int32')), /TensorFlow: FloorDiv: .*by zero/);
      assert.deepEqual(values(tf.add(1, 2)), [3]);
    });
  });

  describe('compiled steps', () => {
    /** A two-layer perceptron with momentum, on variables of its own. */
    function perceptron() {
      const weights = [tf.variable(noise([4, 8], 1)), tf.variable(tf.zeros([8])), tf.variable(noise([8, 3], 2))];
      const velocities = weights.map(weight => tf.variable(tf.zerosLike(weight), false));
      const [first, bias, second] = weights as [tf.Variable, tf.Variable, tf.Variable];
      const step: TensorFunction = (x, y, rate) => {
        const { value, grads } = tf.variableGrads(() => {
          const hidden = tf.relu(tf.add(tf.matMul(x!, first), bias));
          return tf.mean(tf.square(tf.sub(tf.matMul(hidden, second), y!)));
        }, weights);
        for (const [i, weight] of weights.entries()) {
          const velocity = tf.add(tf.mul(velocities[i]!, 0.9), grads[weight.name]!);
          velocities[i]!.assign(velocity as tf.Tensor);
          weight.assign(tf.sub(weight, tf.mul(velocity, rate!)));
        }
        return [value, tf.reshape(weights[1]!, [2, 4])];
      };
      return { step, variables: [...weights, ...velocities], weights };
    }
    const batch = (size: number, seed: number) => [noise([size, 4], seed), noise([size, 3], seed + 1), tf.scalar(0.05)];

    test('equal the step as it is, bit for bit, and retrace for a new shape', async () => {
      const [plain, compiled] = [perceptron(), perceptron()];
      const step = runtime.compile('perceptron', compiled.step, compiled.variables);
      for (const [i, size] of [5, 5, 7, 5, 7].entries()) {
        const inputs = batch(size, 10 * i);
        const expected = tf.tidy(() => plain.step(...inputs));
        const actual = await step.run(...inputs);
        assert.deepEqual(actual.map(values), expected.map(values));
        assert.deepEqual(
          actual.map(output => output.shape),
          [[], [2, 4]],
        );
        assert.deepEqual(compiled.variables.map(values), plain.variables.map(values));
      }
      step.dispose();
      await assert.rejects(step.run(...batch(5, 0)), /perceptron was disposed/);
      assert.deepEqual(compiled.variables.map(values), plain.variables.map(values));
    });

    test('leave the number of tensors as it was', async () => {
      const { step: body, variables } = perceptron();
      const step = runtime.compile('counted', body, variables);
      const inputs = batch(5, 1);
      const backend = tf.backend() as unknown as { getNumOfTFTensors(): number };
      const counts: [number, number, number][] = [];
      for (let i = 0; i < 4; i++) {
        for (const output of await step.run(...inputs)) output.dispose();
        counts.push([tf.memory().numTensors, tf.memory().numDataBuffers, backend.getNumOfTFTensors()]);
      }
      assert.deepEqual(counts.slice(1), [counts[1], counts[1], counts[1]]);
      assert.deepEqual(counts[0]!.slice(0, 2), counts[1]!.slice(0, 2));
    });

    test('see what the program assigns, and share variables with other steps', async () => {
      const w = tf.variable(tf.tensor1d([1, 2]));
      const double = runtime.compile(
        'double',
        assigning(w, () => tf.mul(w, 2)),
        [w],
      );
      const sum = runtime.compile('sum', () => [tf.sum(w)], [w]);
      await double.run();
      assert.deepEqual(values((await sum.run())[0]!), [6]);
      assert.deepEqual(values(tf.add(w, 1)), [3, 5]);
      w.assign(tf.tensor1d([10, 20]));
      assert.deepEqual(values((await sum.run())[0]!), [30]);
      await double.run();
      await double.run();
      assert.deepEqual(values(w), [40, 80]);
    });

    test('do not change the tensors that were made from a variable', async () => {
      const start = tf.tensor1d([1, 2]);
      const w = tf.variable(start);
      const step = runtime.compile(
        'increment',
        assigning(w, () => tf.add(w, 1)),
        [w],
      );
      await step.run();
      const copy = tf.clone(w);
      const later = tf.tensor1d([7, 7]);
      await step.run();
      assert.deepEqual([start, copy, w].map(values), [
        [1, 2],
        [2, 3],
        [3, 4],
      ]);
      w.assign(later);
      await step.run();
      assert.deepEqual([later, w].map(values), [
        [7, 7],
        [8, 8],
      ]);
    });

    test('may exchange variables, return them and assign one twice', async () => {
      const [a, b, c] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2)), tf.variable(tf.scalar(0))];
      const body: TensorFunction = () => {
        const [x, y] = [tf.clone(a), tf.clone(b)];
        a.assign(y);
        b.assign(x);
        c.assign(tf.add(a, 10));
        c.assign(tf.add(c, b));
        return [a, a, c, x];
      };
      const step = runtime.compile('exchange', body, [a, b, c]);
      assert.deepEqual((await step.run()).map(values), [[2], [2], [13], [1]]);
      assert.deepEqual((await step.run()).map(values), [[1], [1], [13], [2]]);
      assert.deepEqual([a, b, c].map(values), [[1], [2], [13]]);
    });

    test('hold eager tensors as constants and know every type of tensor', async () => {
      const shift = tf.complex([1], [2]);
      const body: TensorFunction = (x, flags) => [
        tf.add(tf.complex(tf.cast(x!, 'float32'), tf.zeros([2])), shift),
        tf.where(tf.logicalNot(flags!), x!, tf.concat([tf.scalar(8, 'int32').reshape([1]), tf.tensor1d([9], 'int32')])),
      ];
      const step = runtime.compile('types', body, []);
      const [sum, chosen] = await step.run(tf.tensor1d([5, 6], 'int32'), tf.tensor1d([true, false], 'bool'));
      assert.deepEqual(values(sum!), [6, 2, 7, 2]);
      assert.equal(chosen!.dtype, 'int32');
      assert.deepEqual(values(chosen!), [8, 6]);
    });

    describe('when the step cannot be traced', () => {
      const where = (condition: tf.Tensor) =>
        (tf.backend() as unknown as { where(c: tf.Tensor): tf.Tensor }).where(condition);
      const w = () => tf.variable(tf.tensor1d([1, 2]));
      const failing: [string, RegExp, (w: tf.Variable, other: tf.Variable) => TensorFunction][] = [
        ['values that are read', /cannot be read inside/, w => x => [tf.tensor1d(tf.add(x!, w).dataSync())]],
        [
          'a step that throws',
          /on purpose/,
          w => () => {
            w.assign(tf.add(w, 1));
            throw new Error('on purpose');
          },
        ],
        ['forgotten variables', /variable other, which is not in its list/, (_, other) => x => [tf.add(x!, other)]],
        ['shapes that depend on values', /shape of Where depends on values/, () => x => [where(tf.greater(x!, 0))]],
      ];
      for (const [what, message, make] of failing) {
        test(`${what} are an error that changes nothing`, async () => {
          const [variable, other] = [w(), tf.variable(tf.tensor1d([3, 4]), true, 'other')];
          const x = tf.tensor1d([1, 1]);
          const step = runtime.compile('failing', make(variable, other), [variable]);
          const before = tf.memory().numTensors;
          await assert.rejects(step.run(x), message);
          assert.equal(tf.memory().numTensors, before);
          assert.deepEqual(values(tf.add(variable, other)), [4, 6]);
          other.dispose();
        });
      }

      test('values that leave the step some other way are useless', async () => {
        let leaked: tf.Tensor | undefined;
        const leak: TensorFunction = x => {
          leaked = tf.keep(tf.add(x!, 1));
          return [x!];
        };
        await runtime.compile('leaking', leak, []).run(tf.scalar(1));
        assert.throws(() => tf.add(leaked!, 1), /used outside of it/);
      });
    });

    test('report what fails while they run', async () => {
      const step = runtime.compile('division', (x, y) => [tf.floorDiv(x!, y!)], []);
      const x = tf.scalar(7, 'int32');
      await assert.rejects(step.run(x, tf.scalar(0, 'int32')), /TensorFlow: .*by zero/);
      assert.deepEqual(values((await step.run(x, tf.scalar(2, 'int32')))[0]!), [3]);
    });

    test('run off the event loop', async () => {
      const body: TensorFunction = x => {
        let y = x!;
        for (let i = 0; i < 60; i++) y = tf.matMul(y, x!);
        return [tf.sum(y)];
      };
      const step = runtime.compile('slow', body, []);
      const x = tf.mul(tf.ones([700, 700]), 1 / 700);
      let [turns, isRunning] = [0, true];
      const running = step.run(x).finally(() => {
        isRunning = false;
      });
      await assert.rejects(step.run(x), /is running/);
      assert.throws(() => step.dispose(), /is running/);
      for (; isRunning; turns++) await new Promise(resolve => setImmediate(resolve));
      const [sum] = await running;
      assert.ok(turns > 2, `${turns} turns of the event loop`);
      assert.ok(Math.abs(sum!.dataSync()[0]! - 700) < 0.1);
    });
  });

  describe('fused pieces', () => {
    const body: TensorFunction = (x, y) => [tf.mul(tf.erf(x!), y!), tf.sum(tf.mul(x!, y!), 0)];
    const close = (actual: number[], expected: number[]) => {
      assert.equal(actual.length, expected.length);
      actual.forEach((value, i) => {
        assert.ok(
          Math.abs(value - expected[i]!) <= 1e-5 * (1 + Math.abs(expected[i]!)),
          `${value}, not ${expected[i]}`,
        );
      });
    };

    test('compute what the piece computes, eagerly and in a step, for every shape', async () => {
      const piece = runtime.fuse('erfmul', body);
      const step: CompiledStep = runtime.compile('fusing', (x, y) => piece(tf.add(x!, 1), piece(x!, y!)[0]!), []);
      for (const rows of [3, 5]) {
        const [x, y] = [noise([rows, 4], 3), noise([rows, 4], 4)];
        const expected = body(x, y);
        piece(x, y).forEach((output, i) => {
          close(values(output), values(expected[i]!));
          assert.deepEqual(output.shape, expected[i]!.shape);
        });
        const wanted = body(tf.add(x, 1), expected[0]!);
        for (const [i, output] of (await step.run(x, y)).entries()) close(values(output), values(wanted[i]!));
      }
    });

    test('are compiled inside a step as they are outside: the values agree to the last bit', async () => {
      const piece = runtime.fuse('everywhere', body);
      const [x, y] = [noise([40, 40], 6), noise([40, 40], 7)];
      const step = runtime.compile('fused', (a, b) => piece(a!, b!), []);
      assert.deepEqual((await step.run(x, y)).map(values), piece(x, y).map(values));
      const plain = runtime.compile('unfused', body, []);
      assert.notDeepEqual((await plain.run(x, y)).map(values), piece(x, y).map(values));
    });

    test('work inside gradients of a step', async () => {
      const cube = runtime.fuse('cube', x => [tf.mul(x!, tf.square(x!))]);
      const slope = runtime.fuse('cubeslope', (dy, x) => [tf.mul(dy!, tf.mul(3, tf.square(x!)))]);
      const op = tf.customGrad((x, save) => {
        const input = x as tf.Tensor;
        (save as tf.GradSaveFunc)([input]);
        const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => slope(dy, saved!)[0]!;
        return { value: cube(input)[0]!, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor };
      });
      const w = tf.variable(tf.tensor1d([1, 2, 3]));
      const body: TensorFunction = () => Object.values(tf.variableGrads(() => tf.sum(op(w)) as tf.Scalar, [w]).grads);
      const step = runtime.compile('cubing', body, [w]);
      close(values((await step.run())[0]!), [3, 12, 27]);
      close(values(body()[0]!), [3, 12, 27]);
    });

    test('keep the gradient of a piece that is used without one', () => {
      const square = runtime.fuse('square', x => [tf.square(x!)]);
      assert.deepEqual(values(tf.grad(x => square(x)[0]!)(tf.tensor1d([1, 2]))), [2, 4]);
    });

    test('take all tensors as arguments, and one name for one piece', async () => {
      const step = runtime.compile('closing', x => runtime.fuse('closure', y => [tf.add(x!, y!)])(x!), []);
      await assert.rejects(step.run(tf.scalar(1)), /closure uses a tensor of the step around it/);
      runtime.fuse('twice', x => [x!]);
      assert.throws(() => runtime.fuse('twice', x => [tf.neg(x!)]), /Two different pieces are named twice/);
    });
  });

  describe('Fourier transforms', () => {
    /** The definition: X[u, v] = sum over y, x of image[y, x] exp(-2 pi i (u y / H + v x / W)). */
    function dft(image: number[], height: number, width: number): [number[], number[]] {
      const [re, im]: [number[], number[]] = [[], []];
      for (let u = 0; u < height; u++) {
        for (let v = 0; v <= width >> 1; v++) {
          let [sumRe, sumIm] = [0, 0];
          image.forEach((value, i) => {
            const angle = -2 * Math.PI * ((u * Math.floor(i / width)) / height + (v * (i % width)) / width);
            sumRe += value * Math.cos(angle);
            sumIm += value * Math.sin(angle);
          });
          re.push(sumRe);
          im.push(sumIm);
        }
      }
      return [re, im];
    }

    for (const [height, width] of [
      [4, 6],
      [5, 7],
      [6, 5],
      [3, 8],
    ] as [number, number][]) {
      test(`of ${height} x ${width} images`, async () => {
        const images = noise([2, 3, height, width], 5);
        const step = runtime.compile(
          'fft',
          x => {
            const { re, im } = runtime.rfft2(x!);
            return [re, im, runtime.irfft2({ re, im }, width)];
          },
          [],
        );
        const eager = runtime.rfft2(images);
        const [re, im, back] = (await step.run(images)) as [tf.Tensor, tf.Tensor, tf.Tensor];
        assert.deepEqual(re.shape, [2, 3, height, (width >> 1) + 1]);
        assert.deepEqual([values(re), values(im)], [values(eager.re), values(eager.im)]);
        const plane = height * width;
        const half = height * ((width >> 1) + 1);
        const [wantedRe, wantedIm] = dft(values(images).slice(plane, 2 * plane), height, width);
        const near = (actual: number[], expected: number[]) => {
          for (const [i, value] of actual.entries())
            assert.ok(Math.abs(value - expected[i]!) < 1e-4, `${value}, not ${expected[i]}`);
        };
        near(values(re).slice(half, 2 * half), wantedRe);
        near(values(im).slice(half, 2 * half), wantedIm);
        near(values(back), values(images));
        assert.deepEqual(back.shape, images.shape);
      });
    }
  });
});
