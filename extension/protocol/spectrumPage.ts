import type { DegradationSettings, PretextTask } from './degradation.js';
import type { FolderSpectra, ImagePixels } from './imagesApi.js';
import type { Call } from './rpc.js';
import type { SavedFile } from './savedFile.js';

/** What the host does for the page of spectra. Images and folders go by the ids of the subject. */
export interface SpectrumPageApi {
  /** What the page shows, now and after every change of it. Does not end by itself. */
  watch: Call<Record<string, never>, never, SpectrumSubject>;
  /** `thumbnail`: only so many pixels as a small picture needs. */
  pixels: Call<{ image: number; thumbnail?: boolean }, ImagePixels>;
  folder: Call<{ folder: number }, FolderSpectra, { done: number; total: number }>;
  /** Writes where the mask cuts, and along which form, into the config, as a change that can be undone. */
  writeMask: Call<MaskSettings, void>;
  /** Asks for a config, does the same to it and shows it beside the page; undefined when the person gives up. */
  writeMaskToChosen: Call<MaskSettings, WrittenConfig | undefined>;
  /** Shows the config beside the page. */
  openConfig: Call<Record<string, never>, void>;
  /** Asks where, and saves; false when the person gives up. */
  saveFile: Call<SavedFile, boolean>;
}

/** What a page of spectra is about. */
export interface SpectrumSubject {
  images: NamedId[];
  folders: NamedId[];
  /** What was left out, and why there is nothing where there is nothing: sentences. */
  notes: string[];
  config?: ConfigMask;
}

export interface NamedId {
  id: number;
  /** Short, and unique among its kind. */
  name: string;
}

/** Where a mask cuts, in bins. */
export interface MaskRadii {
  r1: number;
  /** Null where there is no outer ring, or one beyond every coefficient: messages of a webview have no infinity. */
  r2: number | null;
}

/** Where a mask cuts, and along which form. */
export interface MaskSettings extends MaskRadii {
  shape: 'circle' | 'square' | 'rhombus';
  /** Whether squares and rhombuses enclose the area of the circle of that radius. */
  areaMatched: boolean;
}

/** A config that a mask was written to. */
export interface WrittenConfig {
  /** Of its file. */
  name: string;
  /** Side of its images in pixels. */
  size: number;
}

/** What a config takes from images, as far as it could be read. Radii need not be whole. */
export interface ConfigMask extends MaskSettings {
  /** Name of its file. */
  name: string;
  /** Of the square crops in pixels; images are given as such. */
  size: number;
  /** Probability of low-pass. */
  sampleRatio: number;
  seed: number;
  /** Name of the file of measured radii, which then take the place of r1. */
  radii?: string;
  /** What is taken from images; masks have a meaning for 'mfm' only. */
  tasks: PretextTask[];
  /** Of several tasks: one is drawn for each image, or all are chained. */
  mode: 'draw' | 'chain';
  degradation: DegradationSettings;
  /** Whether the loss counts the removed frequencies only. */
  masked: boolean;
  /** Tiles per side whose spectra the loss compares. */
  tiles: number;
  /** The first thing that is wrong with it. */
  problem?: string;
}
