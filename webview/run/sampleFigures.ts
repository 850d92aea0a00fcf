import type { SamplePanel, SamplePictures } from '../../extension/protocol/runPage.js';

/** Against the original, in dB; undefined where a picture has none. */
function psnrOf(pictures: Pick<SamplePictures, 'panels'>, name: SamplePanel['name']): number | undefined {
  return pictures.panels.find(panel => panel.name === name)?.psnr;
}

/** By how much the restored picture is nearer to the original than the input is: '+2.4', in dB; undefined where that says nothing. */
export function gainText(pictures: Pick<SamplePictures, 'panels'>): string | undefined {
  const gain = (psnrOf(pictures, 'Restored') ?? Number.NaN) - (psnrOf(pictures, 'Input') ?? Number.NaN);
  return Number.isFinite(gain) ? `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(1)}` : undefined;
}
