import { installTensorflow } from '../../extension/tensorflow/install/install.js';

// One installer as a process of its own; the pins come as the first argument.
const phases = new Set<string>();
const installation = await installTensorflow(
  { onProgress: ({ phase }) => phases.add(phase) },
  JSON.parse(process.argv[2]!),
);
console.log(JSON.stringify({ installation, phases: [...phases] }));
