import type { Measurement } from './measurement.js';
import type { Call } from './rpc.js';
import type { SeenCondition, SeenEvent } from './seen.js';
import type { SegmentationView } from './segmentationApi.js';

/** Names a measurement to its page: made up by the host from the file, and the same after a reload. */
export type MeasurementId = string;

/**
 * What the page of a measurement asks of the editor. It names measurements by their ids, of which the host has the paths, and images
 * by their places in lists that it was given.
 */
export interface MeasurementPageApi {
  /**
   * Never resolves. Progress: the measurement of the page and then the others, at once and again whenever one of their files changes.
   * Others that are gone are left out.
   */
  watch: Call<{ others: MeasurementId[] }, never, ShownMeasurement[]>;
  /** Lets the person choose measurements of the same kind to be shown as well; undefined when it gives up. */
  chooseOthers: Call<{ others: MeasurementId[] }, MeasurementId[] | undefined>;
  /** Opens the checkpoint that was measured. */
  openCheckpoint: Call<{ measurement: MeasurementId }, void>;
  /** Goes on with a measurement that was interrupted. */
  goOn: Call<{ measurement: MeasurementId }, void>;
  /** Opens an image of a pair of classes; `version` says of which content of the file the places are. */
  openConfused: Call<{ measurement: MeasurementId; version: string; pair: number; place: number }, void>;
  /** What the checkpoint makes of one of a class's worst images, with its mask. Needs trust. */
  segmented: Call<MeasuredSegment, SegmentationView>;
  /** Opens such an image. */
  openSegmented: Call<MeasuredSegment, void>;
  /** Opens a file that could not be used. */
  openUnusable: Call<{ measurement: MeasurementId; version: string; place: number }, void>;
  /** What the model saw and said of the image at a place. Needs trust. */
  seen: Call<{ measurement: MeasurementId; place: number; conditions: SeenCondition[] }, void, SeenEvent>;
  /** Lets the person choose one of the images; undefined when it gives up. Needs trust. */
  chooseSeen: Call<{ measurement: MeasurementId }, number | undefined>;
  /** Opens the image at a place; it has been seen before. */
  openSeen: Call<{ measurement: MeasurementId; place: number }, void>;
}

/** An image of those that show a class, by its place among them; `version` as above. */
export interface MeasuredSegment {
  measurement: MeasurementId;
  version: string;
  class: number;
  place: number;
}

/** Most conditions that one call of `seen` may name. */
export const mostSeen = 32;

/** A file as a page shows it. */
export interface ShownMeasurement {
  id: MeasurementId;
  /** Changes when the file does. */
  version: string;
  /** The file's name. */
  name: string;
  /** The run that it lies in, where the editor knows that. */
  run?: string;
  /** What it says; its paths are for people. Of many classes it has some of the confusions only. Absent = it cannot be read. */
  measurement?: Measurement;
  /** Why it cannot be read. */
  message?: string;
}
