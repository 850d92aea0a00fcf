import type { MapProgress, MapRequest, PageMap } from '../../../extension/protocol/mapApi.js';
import type { CallOptions } from '../../../extension/protocol/rpc.js';
import { failureText } from '../../host/failureText.js';
import { laidOut } from './layout.js';

/** A map as it is shown. */
export interface Drawn {
  map: PageMap;
  /** On the plane; see `layout.ts`. */
  points: Float32Array;
  /** The place of an image by its name. */
  places: ReadonlyMap<string, number>;
}

type Ask = (request: MapRequest, options: CallOptions<MapProgress>) => Promise<PageMap>;

/** The map of one checkpoint: the one that was asked for last. */
export class DrawnMap {
  drawn = $state.raw<Drawn>();
  /** Undefined when nothing is being computed. */
  progress = $state.raw<MapProgress>();
  failure = $state<string>();
  #asked: { controller: AbortController; request: string } | undefined;
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Draws the map; one that is there already, or under way, stays. */
  async draw(request: MapRequest): Promise<void> {
    const text = JSON.stringify(request);
    if (this.#asked?.request === text) return;
    this.clear();
    const own = { controller: new AbortController(), request: text };
    this.#asked = own;
    this.progress = { part: 'features', done: 0, total: 0 };
    const isNewest = () => this.#asked === own;
    const onProgress = (progress: MapProgress) => {
      if (isNewest()) this.progress = progress;
    };
    try {
      const map = await this.#ask(request, { signal: own.controller.signal, onProgress });
      const places = new Map(map.names.map((name, place) => [name, place]));
      if (isNewest()) this.drawn = { map, points: laidOut(map.points), places };
    } catch (error) {
      if (isNewest()) this.failure = failureText(error);
    }
    if (isNewest()) this.progress = undefined;
  }

  /** Gives up what is under way, and shows nothing. */
  clear(): void {
    this.#asked?.controller.abort();
    this.#asked = undefined;
    [this.drawn, this.progress, this.failure] = [undefined, undefined, undefined];
  }
}
