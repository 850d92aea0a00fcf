import { fileURLToPath } from 'node:url';

/** The project's root folder, seen from `dist/test/support`. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
