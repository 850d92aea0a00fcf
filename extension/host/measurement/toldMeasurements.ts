import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative } from 'node:path';
import { UserError } from '../../engine/errors.js';
import { shownClasses } from '../../engine/evaluation/classEvaluation.js';
import { readFailure } from '../../engine/files/fileProblem.js';
import { readMeasurement } from '../../engine/measurements/measurementFile.js';
import type { Measurement } from '../../protocol/measurement.js';
import type { MeasurementId, ShownMeasurement } from '../../protocol/measurementPage.js';
import { isWithin } from '../common/isWithin.js';
import { measurementId } from './measurementId.js';

/** A measurement that a page was told of. */
export interface ToldMeasurement {
  file: string;
  shown: ShownMeasurement;
  /** With the paths of the file; absent = it cannot be read. */
  found?: Measurement;
}

/** The measurements of one page as it was told of them last. Only what it was told of it can ask for. */
export class ToldMeasurements {
  private readonly byId = new Map<MeasurementId, ToldMeasurement>();

  /** @param forPeople a path as people read it, such as relative to the workspace */
  constructor(private readonly forPeople: (path: string) => string) {}

  /** What a file says now; it is read again when it has changed. Never rejects. */
  async read(file: string): Promise<ShownMeasurement> {
    const id = measurementId(file);
    const name = basename(file);
    const folder = dirname(file);
    const run = basename(folder) === 'measurements' ? this.forPeople(dirname(folder)) : undefined;
    const known = this.byId.get(id);
    let version = '';
    try {
      const { mtimeMs, size } = await stat(file);
      version = `${mtimeMs} ${size}`;
      if (known?.found && known.shown.version === version) return known.shown;
      const found = await readMeasurement(file);
      const shown = { id, version, name, run, measurement: this.forPage(found) };
      this.byId.set(id, { file, shown, found });
      return shown;
    } catch (error) {
      const { message } = error instanceof UserError ? error : readFailure(file, error);
      const shown = { id, version, name, run, message };
      this.byId.set(id, { file, shown });
      return shown;
    }
  }

  /** @param id from a page: anything. Undefined where it was told of no such thing, or it cannot be read */
  find(id: unknown): (ToldMeasurement & { found: Measurement }) | undefined {
    const told = this.byId.get(id as MeasurementId);
    return told?.found && { ...told, found: told.found };
  }

  /** With paths for people, and as many confusions as a page shows. */
  private forPage(found: Measurement): Measurement {
    const folders = foldersOf(found);
    const unusable = found.unusable.map(({ path, ...why }) => ({ path: shortPath(path, folders), ...why }));
    const common = { checkpoint: this.forPeople(found.checkpoint), unusable };
    if (found.kind === 'probe') {
      const val = found.val === undefined ? undefined : this.forPeople(found.val);
      return { ...found, ...common, train: this.forPeople(found.train), val };
    }
    const folder = this.forPeople(found.folder);
    if (found.kind === 'accuracy') return { ...found, ...common, folder, ...shownClasses(found) };
    if (found.kind === 'segmentation') return { ...found, ...common, folder };
    const published = found.published === undefined ? undefined : this.forPeople(found.published);
    return { ...found, ...common, folder, published };
  }
}

/** The folders that the images of a measurement lie in. */
export function foldersOf(found: Measurement): string[] {
  if (found.kind === 'robustness') return [found.folder, ...(found.published === undefined ? [] : [found.published])];
  if (found.kind !== 'probe') return [found.folder];
  return found.val === undefined ? [found.train] : [found.val, found.train];
}

function shortPath(path: string, folders: readonly string[]): string {
  const folder = isAbsolute(path) ? folders.find(one => isWithin(one, path)) : undefined;
  return folder === undefined ? path : relative(folder, path).replaceAll('\\', '/');
}
