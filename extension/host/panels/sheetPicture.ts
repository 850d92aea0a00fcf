import { type Html, html } from '../../engine/report/html.js';
import type { SheetPicture } from '../../protocol/workerApi.js';

/** Widths in pixels between which photographs and spectra are shown. */
const [NARROWEST, WIDEST] = [176, 272];

/** A picture with its caption above it. Small ones are magnified by a whole factor, so that their pixels stay square. */
export function pictureHtml(picture: SheetPicture): Html {
  const { label, alt, type, data, width, height } = picture;
  const source = `data:${type};base64,${Buffer.from(data).toString('base64')}`;
  const zoom = zoomOf(picture);
  const shown = { width: Math.round(width * zoom), height: Math.round(height * zoom) };
  return html`<figure><figcaption>${label}</figcaption>
<div class="picture photo"><img class="${zoom > 1 && 'magnified'}" src="${source}" alt="${alt}" width="${shown.width}" height="${shown.height}"></div></figure>
`;
}

function zoomOf({ width, zoom }: SheetPicture): number {
  if (zoom !== undefined) return zoom;
  return width < NARROWEST ? Math.ceil(NARROWEST / width) : Math.min(1, WIDEST / width);
}
