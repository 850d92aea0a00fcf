import type { Config } from '../engine/config/schema.js';
import type { ImageFolder } from '../engine/data/folder.js';
import type { CompiledStep } from '../engine/runtime/runtime.js';
import { counted } from '../engine/text/format.js';
import { print, printJson } from './output.js';
import { countLine } from './progress/countLine.js';
import { untilInterrupted } from './untilInterrupted.js';

/** A network of a file and the images that it is timed on, DATA.BATCH_SIZE at once. */
export interface Timed {
  file: string;
  /** Of the network, for people. */
  name: string;
  config: Config;
  folder: ImageFolder;
  compile(): CompiledStep;
}

/** Measures and prints how many images a second a network takes. */
export async function measureThroughput({ file, name, config, folder, compile }: Timed, json: boolean): Promise<void> {
  const speed = await import('../engine/evaluation/throughput.js');
  const { runtime } = await import('../engine/runtime/runtime.js');
  const { warmUpPasses, timedPasses } = speed;
  const line = countLine('Passes:');
  await untilInterrupted(line, 'Interrupted: nothing was measured.', async signal => {
    const step = compile();
    const measuring = speed.measureThroughput(step, folder, config, signal);
    let next = await measuring.next();
    for (; !next.done; next = await measuring.next()) line.show(next.value, warmUpPasses + timedPasses);
    line.end();
    step.dispose();
    const { batchSize, imagesPerSecond } = next.value;
    const { name: backend, device } = runtime();
    if (json) {
      return printJson({ checkpoint: file, model: name, backend, device, batchSize, timedPasses, imagesPerSecond });
    }
    print(
      `${name}: ${imagesPerSecond.toPrecision(4)} images per second ` +
        `(${timedPasses} passes of ${counted(batchSize, 'image')}, after ${warmUpPasses} to warm up; ${backend}, ${device})`,
    );
  });
}
