import { convert as convertFile } from '../../engine/convert/convert.js';
import type { Conversion, ConversionOptions, ConversionProgress } from '../../protocol/conversion.js';
import type { CallContext } from '../../protocol/rpc.js';

/** Writes a checkpoint in another format; a call that is cancelled leaves nothing behind. @throws UserError as the engine */
export async function convert(
  { from, to, options }: { from: string; to: string; options: ConversionOptions },
  { signal, progress }: CallContext<ConversionProgress>,
): Promise<Conversion> {
  return convertFile(from, to, options, reached => {
    signal.throwIfAborted();
    progress(reached);
  });
}
