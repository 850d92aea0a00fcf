import { maskOutline } from '../pictures/maskOutline.js';
import { applyPalette, colourTable, type PaletteName } from '../pictures/palettes.js';
import { planarToRgb } from '../pictures/planar.js';
import { pngDataUri } from '../pictures/png.js';
import type { Sample, SampleSteps } from '../runs/sampleFiles.js';
import { type Content, type Html, html } from './html.js';
import { corruptionSentence, describeMask, type MaskDescription } from './maskDescription.js';
import { computePanels, type Panel, type PanelSet } from './samplePanels.js';

const explanations: Record<Panel['name'], string> = {
  Input: 'What the model is given; of high frequencies alone, 0 is gray.',
  Restored: 'The frequencies that it was given, with those that it predicts in the place of the others.',
  Original: 'What it should be.',
  Error: '|restored − original|.',
  Prediction: 'What the model gives by itself: the loss may ask nothing of the frequencies that it was given.',
};

/** Smallest width on the page that small images are magnified to, by a whole factor so that pixels stay square. */
const shownWidth = 192;

/** Photographs as rows, what happens to them as columns, each as image and as spectrum; one switch for the step of all. */
export async function samplesSection(samples: SampleSteps): Promise<Html> {
  const problems = samples.problems.map(problem => html`<p class="problem">${problem}</p>`);
  if (samples.shown.length === 0) {
    const none = problems.length > 0 ? problems : html`<p class="none">No sample reconstructions yet.</p>`;
    return html`<section id="samples"><h2>Reconstructions</h2>${none}</section>`;
  }
  const set = computePanels(samples);
  const last = samples.shown.at(-1)!;
  const hasPrediction = set.panels.flat(2).some(({ name }) => name === 'Prediction');
  const rows = await Promise.all(last.samples.map((sample, i) => photograph(sample, i, set)));
  return html`<section id="samples"><h2>Reconstructions</h2>
${gainSentence(samples, set)}
${samples.shown.length > 1 && stepSwitch(samples)}
<p class="note">${Object.entries(explanations).map(([name, text]) => html`<span class="${name.toLowerCase()}"><b>${name}</b> ${text}</span> `)}</p>
${hasPrediction && html`<label class="switch"><input type="checkbox" id="show-predictions"> Show what the model predicts by itself</label>`}
<div class="scales">
${scale('viridis', 'Spectra: ln(1 + |F|), mean of the colours', set.spectrumHigh)}
${scale('magma', 'Error: share of the full range, brighter is clipped', set.errorHigh)}
<span>dashed: mask &nbsp; + zero frequency</span>
</div>
${thinned(samples, last.samples.length)}
${problems}
${rows}
</section>`;
}

/** How much better restored photographs are than what went in, and whether the model has seen them before. */
function gainSentence({ shown }: SampleSteps, { panels }: PanelSet): Html {
  const gains = panels
    .at(-1)!
    .map(row => row[1]!.psnr! - row[0]!.psnr!)
    .filter(Number.isFinite);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const { heldOut, step } = shown.at(-1)!;
  const whose = {
    true: ' None of these photographs is trained on.',
    false: ' These photographs are among those trained on.',
  };
  return html`<p class="lead">${gains.length > 0 && html`After step ${step}, restored photographs are ${gainText(mean)} than the input, on average over ${gains.length}.`}${heldOut !== undefined && whose[`${heldOut}`]}</p>`;
}

/** '3.1 dB better' */
function gainText(gain: number): string {
  return `${Math.abs(gain).toFixed(1)} dB ${gain < 0 ? 'worse' : 'better'}`;
}

function stepSwitch({ shown }: SampleSteps): Html {
  const last = shown.length - 1;
  const rule = (i: number) => `#samples:has(#step-${i}:checked) .at:not(.at-${i}){display:none}`;
  return html`<style>${shown.map((_, i) => rule(i)).join('')}</style>
<fieldset class="steps"><legend>After step</legend>${shown.map(
    ({ step, epoch }, i) =>
      html`<label title="${Number.isFinite(epoch) && `epoch ${epoch}`}"><input type="radio" name="step" id="step-${i}" ${i === last && 'checked'}><span>${step}</span></label>`,
  )}</fieldset>`;
}

function thinned({ shown, steps, photographs }: SampleSteps, rows: number): Content {
  const notes = [
    steps > shown.length && `${shown.length} of ${steps} steps`,
    photographs > rows && `${rows} of ${photographs} photographs`,
  ].filter(Boolean);
  return notes.length > 0 && html`<p class="note">Shown: ${notes.join(', ')}; all are in the run's samples folder.</p>`;
}

async function photograph(sample: Sample, index: number, set: PanelSet): Promise<Html> {
  const { width, height, path } = sample;
  const mask = describeMask(sample.mask, width, height);
  const zoom = Math.max(1, Math.round(shownWidth / width));
  const atStep = set.panels.map(row => row[index]).filter(panels => panels !== undefined);
  const cells: Html[] = [];
  for (const [column, { name }] of atStep.at(-1)!.entries()) {
    const panels = set.panels.map(row => row[index]?.[column]);
    cells.push(await cell(name, panels, sample, mask, set));
  }
  const kind = mask.radii.length === 0 ? sample.task : kindOf(mask);
  return html`<article style="--w:${width * zoom}px">
<h3>${path} <span class="kind">${kind}</span></h3>
<p class="note">${corruptionSentence(sample, mask)} ${width} × ${height} pixels${zoom > 1 && `, shown ${zoom}×`}.</p>
<div class="panels" tabindex="0" role="group" aria-label="${path}">${cells}</div>
</article>`;
}

function kindOf({ kind, shape, radii }: MaskDescription): string {
  const named = radii.map((r, k) => `r${radii.length > 1 ? k + 1 : ''} = ${r}`);
  return [kind, ...(shape === 'circle' ? [] : [shape]), ...named].join(', ');
}

async function cell(
  name: Panel['name'],
  panels: (Panel | undefined)[],
  sample: Sample,
  mask: MaskDescription,
  { spectrumHigh, errorHigh }: PanelSet,
): Promise<Html> {
  const { width, height, path } = sample;
  const coloured = (values: Float32Array, palette: PaletteName, high: number) =>
    pngDataUri({ width, height, data: applyPalette(values, palette, 0, high) }, { indexed: true });
  const image = (panel: Panel) =>
    panel.name === 'Error'
      ? coloured(panel.values, 'magma', errorHigh)
      : pngDataUri(planarToRgb(panel.values, width, height));
  const spectrum = (panel: Panel) => coloured(panel.spectrum, 'viridis', spectrumHigh);
  const decibels = perStep(panels.map(panel => panel?.psnr !== undefined && `${finiteDecibels(panel.psnr)} dB`));
  const images = perStep(await Promise.all(panels.map(panel => panel && image(panel))));
  const spectra = perStep(await Promise.all(panels.map(panel => panel && spectrum(panel))));
  const picture = (what: string) => (v: Variant) =>
    html`<img class="${v.classes}" src="${v.value}" width="${width}" height="${height}" alt="${name}${what} of ${path}">`;
  return html`<figure class="panel ${name.toLowerCase()}"><figcaption>${name} ${decibels.map(v => html`<small class="${v.classes}">${v.value}</small>`)}</figcaption>
<div>${images.map(picture(''))}</div>
<div>${spectra.map(picture(', spectrum'))}${overlay(mask, width, height)}</div></figure>`;
}

interface Variant {
  value: string;
  classes: string;
}

/** Equal values of several steps as one variant, whose classes say at which steps it shows; one for all needs none. */
function perStep(values: (string | false | undefined)[]): Variant[] {
  const steps = new Map<string, number[]>();
  for (const [i, value] of values.entries()) if (value) steps.set(value, [...(steps.get(value) ?? []), i]);
  return [...steps].map(([value, at]) => {
    const last = at.includes(values.length - 1);
    const classes =
      at.length === values.length ? '' : ['at', ...at.map(i => `at-${i}`), last ? 'last' : ''].join(' ').trim();
    return { value, classes };
  });
}

/** The mask's lines and the centre's cross as lines over the pixels, none of which they change. */
function overlay({ shape, radii }: MaskDescription, width: number, height: number): Html {
  const [cx, cy] = [Math.floor(width / 2) + 0.5, Math.floor(height / 2) + 0.5];
  const arm = width / 60;
  return html`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${radii.map(
    r =>
      html`<path class="halo" d="${maskOutline(shape, r, width, height)}"/><path class="line" d="${maskOutline(shape, r, width, height)}"/>`,
  )}<path d="M${cx - arm} ${cy}H${cx + arm}M${cx} ${cy - arm}V${cy + arm}"/></svg>`;
}

function scale(palette: PaletteName, label: string, high: number): Html {
  const table = colourTable(palette);
  const stops = Array.from({ length: 17 }, (_, i) => {
    const k = 3 * Math.round((i * 255) / 16);
    return `rgb(${table[k]} ${table[k + 1]} ${table[k + 2]})`;
  });
  return html`<span class="scale">${label} <span>0 <i style="background:linear-gradient(90deg,${stops.join(',')})"></i> ${high}</span></span>`;
}

function finiteDecibels(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : Number.isNaN(value) ? '–' : '∞';
}
