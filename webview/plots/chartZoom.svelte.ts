/** Which part of x a chart shows; all of it when not set. */
export class ChartZoom {
  range = $state.raw<[number, number]>();
}

const shared = new Map<string, ChartZoom>();

/** The zoom of all charts with this key, or of one chart alone. */
export function chartZoom(key: string | undefined): ChartZoom {
  if (key === undefined) return new ChartZoom();
  let zoom = shared.get(key);
  if (!zoom) {
    zoom = new ChartZoom();
    shared.set(key, zoom);
  }
  return zoom;
}
