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
        // Not simply width times ratio: the browser puts the box's edges on whole screen pixels.
        size = {
          width: Math.max(1, width),
          height: Math.max(1, height),
          deviceWidth: Math.max(1, device!.inlineSize),
          deviceHeight: Math.max(1, device!.blockSize),
          ratio: devicePixelRatio,
        };
      });
      observer.observe(element, { box: 'device-pixel-content-box' });
      return () => observer.disconnect();
    },
  };
}
