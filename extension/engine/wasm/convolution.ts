import * as tf from '@tensorflow/tfjs-core';

interface Gradient {
  strides: [number, number] | number;
  pad: Padding;
  dataFormat: 'NHWC' | 'NCHW';
}

type Padding = Parameters<typeof tf.conv2d>[3];

/**
 * Gives the backend the gradients of convolutions: that of the filter, which it lacks, and that of the input, for which
 * it has a loop that is ten times slower than its convolution. Both are written with its fast routines.
 */
export function installConvolutionGradients(): void {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { filterShape, ...gradient } = attrs as unknown as Gradient & { filterShape: Shape4D };
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return tf.tidy(() => filterGradient(x, dy, filterShape, gradient));
    },
  });
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  tf.registerKernel({
    kernelName: 'Conv2DBackpropInput',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { inputShape, ...gradient } = attrs as unknown as Gradient & { inputShape: Shape4D };
      const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      return tf.tidy(() => inputGradient(dy, filter, inputShape, gradient));
    },
  });
}

type Shape4D = [number, number, number, number];

/**
 * For each row of the filter: what lay under it, times what came of it. No more than one row of the input's patches
 * exists at a time.
 *
 * @param x `[batch, height, width, in]`
 * @param dy `[batch, outHeight, outWidth, out]`
 * @returns `[rows, columns, in, out]`
 */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, gradient: Gradient): tf.Tensor4D {
  const { top, left, bottom, right, strideHeight, strideWidth } = geometry(x.shape, filterShape, gradient);
  const [rows, columns, input, out] = filterShape;
  const [batch, height, width] = dy.shape;
  const padded = tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const upright = tf.transpose(tf.reshape(dy, [-1, out])) as tf.Tensor2D;
  const under = (row: number, column: number) => {
    const [spanHeight, spanWidth] = [(height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1];
    // Copies whole rows; the slice with strides goes value by value.
    if (strideHeight === 1 && strideWidth === 1)
      return tf.slice(padded, [0, row, column, 0], [batch, height, width, input]);
    const end = [batch, row + spanHeight, column + spanWidth, input];
    return tf.stridedSlice(padded, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]) as tf.Tensor4D;
  };
  const products = Array.from({ length: rows }, (_, row) =>
    tf.tidy(() => {
      const patches = tf.concat(
        Array.from({ length: columns }, (_, column) => under(row, column)),
        3,
      );
      return tf.matMul(upright, tf.reshape(patches, [-1, columns * input]) as tf.Tensor2D);
    }),
  );
  return tf.transpose(tf.reshape(tf.stack(products), [rows, out, columns, input]), [0, 2, 3, 1]) as tf.Tensor4D;
}

/**
 * The convolution of what came back, spread out by the stride, with the filter turned by half a turn.
 *
 * @param dy `[batch, outHeight, outWidth, out]`
 * @param filter `[rows, columns, in, out]`
 * @returns `[batch, height, width, in]`
 */
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, inputShape: Shape4D, gradient: Gradient): tf.Tensor4D {
  const { top, left, strideHeight, strideWidth } = geometry(inputShape, filter.shape, gradient);
  const [rows, columns, input, out] = filter.shape;
  // In pieces, which are copied whole: the backend's own reversal goes value by value.
  const taps = tf.unstack(tf.reshape(filter, [rows * columns, input, out]));
  const turned = tf.reshape(tf.stack(taps.reverse().map(tap => tf.transpose(tap))), [rows, columns, out, input]);
  const spreadOut = spread(dy, strideHeight, strideWidth);
  const before = [rows - 1 - top, columns - 1 - left] as const;
  const after = ([0, 1] as const).map(
    i => inputShape[i + 1]! + filter.shape[i]! - 1 - before[i] - spreadOut.shape[i + 1]!,
  );
  const border: Padding = [
    [0, 0],
    [before[0], after[0]!],
    [before[1], after[1]!],
    [0, 0],
  ];
  return tf.conv2d(spreadOut, turned as tf.Tensor4D, 1, border);
}

/** Puts stride - 1 zeros between neighbours. */
function spread(x: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const row = tf.pad(tf.reshape(x, [batch * height, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  const flat = tf.reshape(row, [batch, height, 1, width * strideWidth * channels]);
  const both = tf.pad(flat, [
    [0, 0],
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
  ]);
  const spacious = tf.reshape(both, [batch, height * strideHeight, width * strideWidth, channels]) as tf.Tensor4D;
  const size: Shape4D = [batch, (height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1, channels];
  return tf.slice(spacious, [0, 0, 0, 0], size);
}

function geometry(inputShape: Shape4D, filterShape: Shape4D, { strides, pad, dataFormat }: Gradient) {
  if (dataFormat !== 'NHWC') throw new Error('The wasm backend has gradients of NHWC convolutions alone.');
  const info = tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad);
  const { strideHeight, strideWidth, padInfo } = info;
  return { ...padInfo, strideHeight, strideWidth };
}
