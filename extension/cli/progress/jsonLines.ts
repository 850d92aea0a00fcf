import { note, print } from '../output.js';
import type { RunRenderer } from './renderer.js';

/** Every event as one line of JSON on stdout; sentences for people go to stderr. */
export function jsonRenderer(): RunRenderer {
  return { show: event => print(JSON.stringify(event)), note };
}
