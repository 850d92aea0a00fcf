// What Svelte asks of the package esm-env: the pages are built for browsers, without its checks for developers.
export const BROWSER = true;
export const DEV = false;
export const NODE = false;
