import type { RunRenderer } from './renderer.js';

/** Every event as one line of JSON on stdout; sentences for people go to stderr. */
export function jsonRenderer(): RunRenderer {
  return {
    show: event => void process.stdout.write(`${JSON.stringify(event)}\n`),
    note: sentence => void process.stderr.write(`${sentence}\n`),
  };
}
