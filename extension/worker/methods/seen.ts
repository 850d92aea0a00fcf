import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../engine/errors.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { SeenEvent, SeenRequest } from '../../protocol/seen.js';
import { withRuntime } from '../compute.js';
import { keptClassifier } from '../looking/keptClassifier.js';

/** What a classifier sees and says of one image under conditions, one after the other. */
export function seen(request: SeenRequest, { signal, progress }: CallContext<SeenEvent>): Promise<void> {
  return withRuntime(async () => {
    const { folder, sight } = await (await keptClassifier(request.checkpoint)).at(request);
    const { classes, entries, root } = folder;
    const { place, conditions } = request;
    const entry = entries[place];
    if (!entry) throw new UserError(`There is no image ${place + 1} in ${root} any more: choose another one.`);
    progress({ type: 'image', place, of: entries.length, path: entry.path, label: classes[entry.label]! });
    for (const [condition, wanted] of conditions.entries()) {
      // Lets the word in that nobody wants the others any more.
      await setImmediate();
      signal.throwIfAborted();
      const { pixels, probabilities } = await sight.see(place, wanted);
      const answer = probabilities.reduce((best, share, k) => (share > probabilities[best]! ? k : best), 0);
      const side = Math.sqrt(pixels.length / 3);
      progress({
        type: 'picture',
        condition,
        picture: planarToRgb(pixels, side, side),
        answer: classes[answer]!,
        probability: probabilities[answer]!,
        isRight: answer === entry.label,
      });
    }
  }, signal);
}
