import type { Attachment } from 'svelte/attachments';
import type { Size } from './viewTransform.js';

/** How large an element is, in CSS pixels and in the screen's own. */
export interface PaneSize extends Size {
  readonly deviceWidth: number;
  readonly deviceHeight: number;
  /** Screen pixels per CSS pixel. */
  readonly ratio: number;
  /** To be attached to the element. */
  observe: Attachment<HTMLElement>;
}

/** Follows the size of one element, from when it is there. */
export function paneSize(): PaneSize {
  let size = $state.raw({ width: 1, height: 1, deviceWidth: 1, deviceHeight: 1, ratio: 1 });
  return {
    get width() {
      return size.width;
    },
    get height() {
      return size.height;
    },
    get deviceWidth() {
      return size.deviceWidth;
    },
    get deviceHeight() {
      return size.deviceHeight;
    },
    get ratio() {
      return size.ratio;
    },
    observe(element) {
      const observer = new ResizeObserver(([entry]) => {
        const { width, height } = entry!.contentRect;
        const [device] = entry!.devicePixelContentBoxSize;
        size = {
          width: Math.max(1, width),
          height: Math.max(1, height),
          deviceWidth: screenPixels(width, device!.inlineSize),
          deviceHeight: screenPixels(height, device!.blockSize),
          ratio: devicePixelRatio,
        };
      });
      observer.observe(element, { box: 'device-pixel-content-box' });
      return () => observer.disconnect();
    },
  };
}

/**
 * The browser puts the edges of a box on whole screen pixels and says how many are between them; except on the screens
 * that its developer tools emulate, of which it knows the ratio alone.
 */
function screenPixels(length: number, said: number): number {
  const expected = length * devicePixelRatio;
  return Math.max(1, Math.abs(said - expected) <= 1 ? said : Math.round(expected));
}
