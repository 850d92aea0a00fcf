import * as tf from '@tensorflow/tfjs-core';

interface Gradient {
  strides: [number, number] | number;
  pad: Parameters<typeof tf.depthwiseConv2d>[3];
  dilations: [number, number] | number;
}

type Shape4D = [number, number, number, number];

/**
 * Gives the backend the gradients of depthwise convolutions, which it lacks, for those that the encoders have: a stride
 * of 1, 'same', one filter a channel.
 */
export function installDepthwiseGradients(): void {
  if (tf.getKernel('DepthwiseConv2dNativeBackpropFilter', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { filterShape, ...gradient } = attrs as unknown as Gradient & { filterShape: Shape4D };
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      check(filterShape, gradient);
      return tf.tidy(() => filterGradient(x, dy, filterShape));
    },
  });
  tf.registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      check(filter.shape, attrs as unknown as Gradient);
      return tf.tidy(() => inputGradient(dy, filter));
    },
  });
}

/**
 * For each place of the filter: what lay under it, times what came of it.
 *
 * @param x `[batch, height, width, channels]`
 * @param dy like `x`
 * @returns `[rows, columns, channels, 1]`
 */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D): tf.Tensor4D {
  const [rows, columns, channels] = filterShape;
  const [top, left] = [(rows - 1) / 2, (columns - 1) / 2];
  const padded = tf.pad(x, [
    [0, 0],
    [top, top],
    [left, left],
    [0, 0],
  ]);
  const taps = Array.from({ length: rows * columns }, (_, i) =>
    tf.tidy(() => {
      const under = tf.slice(padded, [0, Math.floor(i / columns), i % columns, 0], dy.shape);
      return tf.sum(tf.reshape(tf.mul(under, dy), [-1, channels]), 0);
    }),
  );
  return tf.reshape(tf.stack(taps), filterShape);
}

/** The convolution of what came back with the filter turned by half a turn. @param filter `[rows, columns, channels, 1]` */
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [rows, columns, channels] = filter.shape;
  const taps = tf.unstack(tf.reshape(filter, [rows * columns, channels]));
  const turned = tf.reshape(tf.stack(taps.reverse()), filter.shape);
  return tf.depthwiseConv2d(dy, turned as tf.Tensor4D, 1, 'same');
}

function check([rows, columns, , filters]: Shape4D, { strides, pad, dilations }: Gradient): void {
  const isOne = (value: [number, number] | number) => [value].flat().every(one => one === 1);
  const isOdd = rows % 2 === 1 && columns % 2 === 1;
  if (!isOne(strides) || !isOne(dilations) || pad !== 'same' || filters !== 1 || !isOdd) {
    throw new Error("The wasm backend has gradients of depthwise convolutions with a stride of 1 and 'same' alone.");
  }
}
