// media/icon.png: the spectrum as rings, solid where frequencies are kept and dotted where they are to be predicted, in
// the colours of the spectra (viridis).
import sharp from 'sharp';

const side = 256;
const centre = side / 2;
const rings = [
  { radius: 38, colour: '#b5de2b' },
  { radius: 60, colour: '#35b779' },
  { radius: 82, colour: '#1f9e89' },
  { radius: 104, colour: '#3a7bb0' },
];

const half = (radius, sweep) =>
  `M${centre} ${centre - radius}A${radius} ${radius} 0 0 ${sweep} ${centre} ${centre + radius}`;

/** Dots at equal distances; the first and the last lie in the round ends of the solid half. */
function dots({ radius, colour }) {
  const gap = (Math.PI * radius) / Math.round((Math.PI * radius) / 19);
  return `<path d="${half(radius, 1)}" stroke="${colour}" stroke-dasharray=".01 ${gap - 0.01}"/>`;
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
<defs><radialGradient id="g"><stop offset="0" stop-color="#2b2f63"/><stop offset="1" stop-color="#15182f"/></radialGradient></defs>
<rect width="${side}" height="${side}" rx="52" fill="url(#g)"/>
<g fill="none" stroke-width="11" stroke-linecap="round">
${rings.map(({ radius, colour }) => `<path d="${half(radius, 0)}" stroke="${colour}"/>`).join('')}
${rings.map(dots).join('')}
</g>
<circle cx="${centre}" cy="${centre}" r="19" fill="#fde725"/>
</svg>`;

await sharp(Buffer.from(svg))
  .png({ compressionLevel: 9 })
  .toFile(new URL('../media/icon.png', import.meta.url).pathname);
