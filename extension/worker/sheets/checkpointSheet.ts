import { basename } from 'node:path';
import type { CheckpointMeta } from '../../engine/checkpoint/checkpoint.js';
import type { SafetensorsHeader } from '../../engine/checkpoint/safetensorsHeader.js';
import { parameterCount, type TensorRow, tensorRows } from '../../engine/inspect/checkpointTensors.js';
import { bytes, counted, dateTime, grouped, significant } from '../../engine/report/format.js';
import type { Sheet, SheetPicture, SheetSection, SheetTable } from '../../protocol/workerApi.js';

/** The sheet of a checkpoint that mfm wrote. */
export function checkpointSheet(
  file: string,
  header: SafetensorsHeader,
  meta: CheckpointMeta,
  filters: SheetPicture | undefined,
): Sheet {
  const tensors = tensorRows(header);
  const model = tensors.filter(row => row.part === 'model');
  const optimizer = tensors.filter(row => row.part === 'optimizer');
  const moments = optimizer.reduce((sum, row) => sum + row.bytes, 0);
  return {
    title: basename(file),
    summary: `A checkpoint after ${counted(meta.epoch, 'epoch')} with ${counted(parameterCount(tensors), 'parameter')}, read from its header.`,
    sections: [
      {
        heading: 'Overview',
        tables: [
          facts([
            ['Finished epochs', grouped(meta.epoch)],
            ['Finished steps', grouped(meta.step)],
            ['Optimiser updates', grouped(meta.updates)],
            ['Mean loss of the last epoch', lossText(meta.loss)],
            ['Lowest at a checkpoint', lossText(meta.bestLoss)],
            ['Parameters', `${grouped(parameterCount(tensors))} in ${counted(model.length, 'tensor')}`],
            ['Optimiser', optimizer.length > 0 ? `${counted(optimizer.length, 'tensor')}, ${bytes(moments)}` : 'none'],
            ['Size', bytes(header.fileBytes)],
            ['Written', `${dateTime(meta.created)} by mfm ${meta.mfmVersion}`],
            ['File', file],
          ]),
        ],
        texts: [{ caption: 'Config', text: meta.config }],
      },
      ...filterSection(filters),
      { heading: 'Model', tables: [tensorTable(model)] },
    ],
  };
}

/** The sheet of any other safetensors file. `reason`: why it is no checkpoint of ours. */
export function tensorFileSheet(
  file: string,
  header: SafetensorsHeader,
  reason: string,
  filters: SheetPicture | undefined,
): Sheet {
  const tensors = tensorRows(header);
  const metadata = Object.entries(header.metadata);
  return {
    title: basename(file),
    summary: `A safetensors file with ${counted(tensors.length, 'tensor')}, ${bytes(header.fileBytes)}, read from its header.`,
    sections: [
      {
        heading: 'Overview',
        problem: reason,
        tables: [
          facts([
            ['File', file],
            ['Size', bytes(header.fileBytes)],
          ]),
        ],
        texts:
          metadata.length > 0 ? [{ caption: 'Metadata', text: metadata.map(pair => pair.join(': ')).join('\n') }] : [],
      },
      ...filterSection(filters),
      { heading: 'Tensors', tables: [tensorTable(tensors)] },
    ],
  };
}

function filterSection(filters: SheetPicture | undefined): SheetSection[] {
  if (!filters) return [];
  const notes = ['What each channel of the patch embedding responds to; each filter has its own scale, gray is 0.'];
  return [{ heading: 'Patch embedding', notes, pictures: [filters] }];
}

function tensorTable(tensors: readonly TensorRow[]): SheetTable {
  return {
    caption: counted(tensors.length, 'tensor'),
    head: ['Name', 'Type', 'Shape', 'Values', 'Size'],
    rows: tensors.map(({ name, dtype, shape, bytes: size }) => [
      name,
      dtype,
      `[${shape.join(', ')}]`,
      grouped(shape.reduce((product, length) => product * length, 1)),
      bytes(size),
    ]),
  };
}

function facts(rows: string[][]): SheetTable {
  return { head: [], rows };
}

/** No epoch may have finished yet. */
function lossText(loss: number): string {
  return Number.isFinite(loss) ? significant(loss) : '–';
}
