import { eventText, stepText } from './eventText.js';
import type { RunRenderer } from './renderer.js';

/** Steps rewrite the last line of the terminal; everything else scrolls past above it. */
export function liveRenderer(): RunRenderer {
  const out = process.stdout;
  let line = '';
  const clear = () => void (line && out.write('\r\x1b[K'));
  const draw = () => void (line && out.write(line));
  const above = (text: string) => {
    clear();
    out.write(`${text}\n`);
    draw();
  };
  return {
    show(event) {
      if (event.type === 'step') {
        clear();
        // A line as wide as the terminal would wrap, and the part above could not be rewritten.
        line = stepText(event, (out.columns || 80) - 1);
        draw();
      } else if (event.type === 'end') {
        if (line) out.write('\n');
        line = '';
        out.write(`${eventText(event)}\n`);
      } else {
        above(eventText(event));
      }
    },
    note: above,
  };
}
