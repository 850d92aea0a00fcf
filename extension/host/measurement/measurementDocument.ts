import { basename } from 'node:path';
import { type CustomDocument, l10n, type Uri, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { Measurement } from '../../protocol/measurement.js';
import type { MeasurementId, ShownMeasurement } from '../../protocol/measurementPage.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { filesOfIds } from './measurementFiles.js';
import { measurementId } from './measurementId.js';
import { type ToldMeasurement, ToldMeasurements } from './toldMeasurements.js';
import { watchFiles } from './watchFiles.js';

/** A measurement that is open in one or several editors. It is only ever read. */
export class MeasurementDocument implements CustomDocument {
  readonly file: string;
  readonly name: string;
  private readonly told = new ToldMeasurements(path => workspace.asRelativePath(path));

  constructor(
    private readonly app: App,
    readonly uri: Uri,
  ) {
    this.file = uri.fsPath;
    this.name = basename(this.file);
  }

  dispose(): void {}

  /** Reports what this file and others say whenever that changes, until the page ends. */
  async watch(others: readonly MeasurementId[], { signal, progress }: CallContext<ShownMeasurement[]>): Promise<never> {
    if (this.uri.scheme !== 'file') {
      throw new UserError(l10n.t('A measurement can only be opened on a disk, not at {0}.', this.uri.toString()));
    }
    const files = [this.file, ...(await this.filesOf(others)).filter(file => file !== this.file)];
    let reported = '';
    const report = async () => {
      const shown = await Promise.all(files.map(file => this.told.read(file)));
      const state = JSON.stringify(shown.map(({ version, message }) => [version, message]));
      // Others that are gone are left out; of its own file a page says so.
      const there = shown.filter(({ id, version }) => version !== '' || id === measurementId(this.file));
      if (signal.aborted || state === reported) return;
      reported = state;
      progress(there);
    };
    const watching = watchFiles(files, () => void report());
    await report();
    return new Promise((_, reject) => {
      const end = () => {
        watching.dispose();
        reject(signal.reason);
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  }

  /** The files of measurements that a page names. */
  filesOf(ids: readonly MeasurementId[]): Promise<string[]> {
    return filesOfIds(this.app.runs, ids);
  }

  /** A measurement that the page was told of. @throws UserError for any other */
  require(id: unknown): ToldMeasurement & { found: Measurement } {
    const told = this.told.find(id);
    if (!told) throw new UserError(l10n.t('This measurement is not there any more.'));
    return told;
  }
}
