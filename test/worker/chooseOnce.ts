import * as tf from '@tensorflow/tfjs-core';
import { chooseBackend } from '../../extension/tensorflow/select.js';

// Chooses a backend in a process of its own, which must also end well: a process can load TensorFlow only once.
const { runtime, considered } = await chooseBackend('auto');
const [sum] = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync());
console.log(JSON.stringify({ name: runtime.name, version: considered.at(-1)!.version, sum }));
