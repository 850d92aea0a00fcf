// npm run dev:webview: the pages in a plain browser, before stand-ins for the extension, built again with every change.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { context } from 'esbuild';
import { build, fail, root } from './bootstrap.mjs';
import { devOptions, pageOptions, pages } from './webview.mjs';

const PORT = 4173;
const types = { '.js': 'text/javascript', '.css': 'text/css' };

await build();
const { webviewDocument, webviewThemes } = await import('../dist/test/support/webviewDocument.js');
const bundles = await Promise.all([context(pageOptions), context({ ...devOptions, sourcemap: 'inline' })]);
await Promise.all(bundles.map(bundle => bundle.watch()));

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  const [type, body] = answer(pathname, searchParams);
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
});
server.on('error', error => fail(`The pages cannot be served on port ${PORT}: ${error.message}`));
server.listen(PORT, '127.0.0.1', () => console.log(`The pages: http://127.0.0.1:${PORT}/ (Ctrl-C ends)`));

function answer(pathname, searchParams) {
  if (pathname === '/') return ['text/html', index()];
  const name = pathname.slice(1);
  const theme = searchParams.get('theme') ?? 'dark';
  if (pages.includes(name)) {
    const standIn = `/dist/webview-dev/${searchParams.get('fake') ?? name}.js`;
    return ['text/html', webviewDocument(name, { theme, files: '/dist/webview/', standIn })];
  }
  if (name === 'gallery') return ['text/html', webviewDocument(name, { theme, files: '/dist/webview-dev/' })];
  const isFile = /^dist\/webview(-dev)?\/[\w.-]+$/.test(name) && existsSync(root + name);
  return [types[extname(name)] ?? 'text/plain', isFile ? readFileSync(root + name) : undefined];
}

function index() {
  const links = page => webviewThemes.map(theme => `<a href="/${page}?theme=${theme}">${theme}</a>`).join(' ');
  return `<!doctype html><title>Pages</title>${['gallery', ...pages].map(page => `<p>${page}: ${links(page)}</p>`).join('')}`;
}
