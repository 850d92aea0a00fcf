import { untrack } from 'svelte';
import type { CheckpointPageApi } from '../../../extension/protocol/checkpointPage.js';
import type { MapFolder, MapRequest } from '../../../extension/protocol/mapApi.js';
import type { RpcClient } from '../../../extension/protocol/rpc.js';
import { failureText } from '../../host/failureText.js';
import { type Drawn, DrawnMap } from './drawnMap.svelte.js';
import { type MapState, restoredMap } from './mapState.js';
import { ThumbnailStore } from './thumbnails.svelte.js';

export type MapClient = Pick<RpcClient<CheckpointPageApi>, 'call'>;

/** What the tab *Map* shows: the maps of one or two checkpoints, and which of their images are meant. Images go by their names. */
export class MapModel {
  /** Undefined until they are known. */
  folders = $state.raw<MapFolder[]>();
  /** What became of the last thing that was done. */
  failure = $state<string>();
  selected = $state.raw<ReadonlySet<string>>(new Set());
  /** Under the mouse or the cursor, in whichever map. */
  pointed = $state<string>();
  /** The one whose neighbours are shown. */
  picked = $state<string>();
  #thumbnails = $state.raw(this.#newThumbnails());
  #drawnFolder: string | undefined;
  readonly chosen: MapState;
  readonly own: DrawnMap;
  readonly other: DrawnMap;

  /** It lives as long as the page. */
  constructor(
    readonly client: MapClient,
    saved: unknown,
    save: (state: MapState) => void,
  ) {
    const chosen = $state(restoredMap(saved));
    this.chosen = chosen;
    // It outlives the tab that makes it.
    $effect.root(() => {
      $effect(() => save($state.snapshot(chosen)));
    });
    const ask = (request: MapRequest, options: object) => client.call('mapFolder', request, options);
    [this.own, this.other] = [new DrawnMap(ask), new DrawnMap(ask)];
  }

  get folder(): MapFolder | undefined {
    return this.folders?.find(({ id }) => id === this.chosen.folder) ?? this.folders?.[0];
  }

  /** Asks for the folders, when the tab is seen first. */
  async open(): Promise<void> {
    if (this.folders) return;
    try {
      this.folders = await this.client.call('mapFolders', {});
    } catch (error) {
      [this.folders, this.failure] = [[], failureText(error)];
    }
  }

  /** Draws what is chosen, as far as it is not drawn. To be called in effects, which run again for what is chosen. */
  draw(): void {
    const { folder, chosen } = this;
    if (!chosen.isDrawn || !folder) return;
    const { method, layer, other } = chosen;
    const request = { folder: folder.id, method, layer };
    untrack(() => {
      if (this.#drawnFolder !== folder.id) this.#forget();
      this.#drawnFolder = folder.id;
      void this.own.draw(request);
      if (other) void this.other.draw({ ...request, other: other.id });
      else this.other.clear();
    });
  }

  /** Gives up what is being drawn. */
  cancel(): void {
    this.chosen.isDrawn = false;
    this.clear();
  }

  /** The file is another one: its maps are, too. */
  clear(): void {
    this.own.clear();
    this.other.clear();
  }

  async chooseFolder(): Promise<void> {
    await this.#try(async () => {
      const folder = await this.client.call('chooseMapFolder', {});
      if (!folder) return;
      this.folders = [...(this.folders ?? []).filter(({ id }) => id !== folder.id), folder];
      this.chosen.folder = folder.id;
    });
  }

  async chooseOther(): Promise<void> {
    await this.#try(async () => {
      this.chosen.other = (await this.client.call('chooseOther', {})) ?? this.chosen.other;
    });
  }

  /** Shows an image's neighbours and opens it. */
  async pick(name: string): Promise<void> {
    this.picked = name;
    const { drawn } = this.own;
    const image = drawn?.places.get(name);
    if (image === undefined) return;
    await this.#try(() => this.client.call('openMapped', { map: drawn!.map.id, image }));
  }

  /** A small picture; null where there is none, undefined until it has come. */
  thumbnail(name: string): ImageBitmap | null | undefined {
    return this.own.drawn?.places.has(name) ? this.#thumbnails.get(name) : null;
  }

  /** Selects images of a map, besides those that are selected or instead of them. */
  select({ map }: Drawn, places: readonly number[], keep = false): void {
    this.selected = new Set([...(keep ? this.selected : []), ...places.map(place => map.names[place]!)]);
  }

  async #try(action: () => Promise<void>): Promise<void> {
    this.failure = undefined;
    try {
      await action();
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  #forget(): void {
    this.selected = new Set();
    [this.pointed, this.picked] = [undefined, undefined];
    this.#thumbnails = this.#newThumbnails();
  }

  /** Of the images of the first map: those of the other one are the same. */
  #newThumbnails(): ThumbnailStore {
    return new ThumbnailStore(names => {
      const { map, places } = this.own.drawn!;
      return this.client.call('thumbnails', { map: map.id, images: names.map(name => places.get(name)!) });
    });
  }
}
