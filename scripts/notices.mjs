// The licences of the libraries inside dist/bundle and the pages: they have to travel with it.
import { readdirSync, readFileSync } from 'node:fs';
import { root } from './bootstrap.mjs';
import { bundledPackages } from './bundle.mjs';
import { copiedPackages } from './bundledPackages.mjs';

/** The text of THIRD-PARTY-NOTICES.md, for what is in dist/bundle and dist/webview now. */
export function thirdPartyNotices() {
  const names = [...new Set([...bundledPackages(), ...copiedPackages()])].sort();
  return [
    '# Third-party notices',
    '',
    'This extension contains the libraries below, under their own licences.',
    ...names.map(section),
    '',
  ].join('\n');
}

function section(name) {
  const folder = `${root}node_modules/${name}`;
  const { version, license, author, homepage } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const files = readdirSync(folder).filter(file => /^(licen[cs]e|notice)/i.test(file));
  // The licences of the libraries inside libvips are told in its README.
  if (name.includes('sharp-libvips')) files.push('README.md');
  const texts = files.map(file => readFileSync(`${folder}/${file}`, 'utf8').trim());
  if (texts.length === 0) texts.push(standardText(name, license, author?.name ?? author));
  const about = [`Licence: ${license}`, homepage].filter(Boolean).join(' · ');
  return ['', `## ${name} ${version}`, '', about, ...texts.map(text => `\n\`\`\`\`text\n${text}\n\`\`\`\``)].join('\n');
}

/** For packages that name their licence and forgot its text. */
function standardText(name, license, author) {
  const holder = name.startsWith('@tensorflow/') ? 'Google LLC' : author;
  const source = { MIT: 'LICENSE', 'Apache-2.0': 'node_modules/detect-libc/LICENSE' }[license.split(' AND ')[0]];
  if (!source || !holder) throw new Error(`${name} (${license}) has no licence text; scripts/notices.mjs needs one.`);
  const text = readFileSync(root + source, 'utf8').replace(/^MIT License\s+Copyright .*\s+/, '');
  return `Copyright (c) ${holder}\n\n${text.trim()}`;
}
