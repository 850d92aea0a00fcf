import { basename } from 'node:path';
import type { LoadedModel, Reconstruction } from '../../engine/inspect/reconstruct.js';
import type { MaskKind } from '../../engine/inspect/reconstructionMask.js';
import { errorScaleEnd } from '../../engine/pictures/errorScale.js';
import { absoluteError, psnr } from '../../engine/pictures/planar.js';
import { counted, significant } from '../../engine/report/format.js';
import type { Sheet, SheetSection, SheetTable } from '../../protocol/workerApi.js';
import { palettePicture, paletteScale, pixelPicture } from './pictures.js';

/** An image that was masked and predicted. Images are `[3, size, size]`. */
export interface ReconstructedImage {
  kind: MaskKind;
  radius: [inner: number, outer: number];
  input: Float32Array;
  /** Of a batch of one. */
  result: Reconstruction;
  /** The kept frequencies of the input and the removed ones of the prediction; [0, 1] may be left. */
  completed: Float32Array;
}

export type ReconstructedResult = { name: string } & (ReconstructedImage | { problem: string });

type Row = ReconstructedImage & { name: string; error: Float32Array };

/** The sheet of `mfm.reconstruct`. `notes`: what was left out. */
export async function reconstructionSheet(
  checkpoint: string,
  { model, meta }: LoadedModel,
  results: readonly ReconstructedResult[],
  notes: readonly string[],
): Promise<Sheet> {
  const rows = results.flatMap((found): Row[] =>
    'result' in found ? [{ ...found, error: absoluteError(found.result.pixels, found.input) }] : [],
  );
  const high = errorScaleEnd(rows.map(row => row.error));
  const sections: SheetSection[] = rows.length > 0 ? [{ heading: 'Results', tables: [resultTable(rows)] }] : [];
  for (const found of results) {
    if ('problem' in found) sections.push({ heading: found.name, problem: found.problem });
  }
  for (const row of rows) sections.push(await imageSection(row, model.imageSize, high));
  return {
    title: `Reconstructions by ${basename(checkpoint)}`,
    summary: [
      `${model.name} after ${counted(meta.epoch, 'epoch')} (${counted(meta.step, 'step')}).`,
      'It sees the corrupted image and predicts the clean one; completed has the kept frequencies of the input and the removed ones of the prediction.',
      ...notes,
    ].join(' '),
    scales:
      rows.length > 0 ? [await paletteScale('Error: |prediction − input|', 'magma', '0', String(high))] : undefined,
    sections,
  };
}

function resultTable(rows: readonly Row[]): SheetTable {
  return {
    head: ['Image', 'Mask', 'Masked loss', 'PSNR, corrupted', 'PSNR, prediction', 'PSNR, completed'],
    rows: rows.map(row => [
      row.name,
      maskName(row),
      significant(row.result.loss),
      decibels(psnr(row.result.corrupted, row.input)),
      decibels(row.result.psnr[0]!),
      decibels(psnr(row.completed, row.input)),
    ]),
  };
}

async function imageSection(row: Row, size: number, high: number): Promise<SheetSection> {
  const { name, input, result, completed, error } = row;
  const subject = { name, width: size, height: size };
  return {
    heading: `${name}, ${maskName(row)}`,
    notes: [
      row.kind === 'low'
        ? 'The model sees the coarse structure and predicts the detail.'
        : 'The model sees the detail and predicts the coarse structure.',
      `Masked loss ${significant(result.loss)}, PSNR of the prediction ${decibels(result.psnr[0]!)}.`,
    ],
    pictures: [
      await pixelPicture('Input', input, subject),
      await pixelPicture('Corrupted', result.corrupted, subject),
      await pixelPicture('Prediction', result.pixels, subject),
      await pixelPicture('Completed', completed, subject),
      await palettePicture('Error', error, 'magma', high, subject),
    ],
  };
}

/** 'low-pass, radius 16', 'high-pass, ring 16 to 64'. */
function maskName({ kind, radius: [inner, outer] }: Row): string {
  return `${kind}-pass, ${Number.isFinite(outer) ? `ring ${inner} to ${outer}` : `radius ${inner}`}`;
}

function decibels(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} dB` : '∞ dB';
}
