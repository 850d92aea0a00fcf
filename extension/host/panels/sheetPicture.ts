import { type Html, html } from '../../engine/report/html.js';
import type { SheetPicture } from '../../protocol/workerApi.js';

/** Widths in pixels between which photographs and spectra are shown. */
const [NARROWEST, WIDEST] = [176, 272];

/** A picture with its caption above it. Small ones are magnified by a whole factor, so that their pixels stay square. */
export function pictureHtml(picture: SheetPicture): Html {
  const { label, alt, type, data, width, height, radii } = picture;
  const source = `data:${type};base64,${Buffer.from(data).toString('base64')}`;
  const zoom = zoomOf(picture);
  const shown = { width: Math.round(width * zoom), height: Math.round(height * zoom) };
  return html`<figure><figcaption>${label}</figcaption>
<div class="picture photo"><img class="${zoom > 1 && 'magnified'}" src="${source}" alt="${alt}" width="${shown.width}" height="${shown.height}">${radii && marks(radii, width, height)}</div></figure>
`;
}

function zoomOf({ width, zoom }: SheetPicture): number {
  if (zoom !== undefined) return zoom;
  return width < NARROWEST ? Math.ceil(NARROWEST / width) : Math.min(1, WIDEST / width);
}

/** Circles and a cross as lines over the pixels, none of which they change. */
function marks(radii: readonly number[], width: number, height: number): Html {
  const [cx, cy] = [Math.floor(width / 2) + 0.5, Math.floor(height / 2) + 0.5];
  const arm = width / 60;
  const circle = (r: number) =>
    html`<circle class="halo" cx="${cx}" cy="${cy}" r="${r}"/><circle cx="${cx}" cy="${cy}" r="${r}"/>`;
  return html`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${radii.map(circle)}<path d="M${cx - arm} ${cy}H${cx + arm}M${cx} ${cy - arm}V${cy + arm}"/></svg>`;
}
