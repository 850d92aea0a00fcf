import { type MapMethod, type MapRequest, mostThumbnails } from '../../../protocol/mapApi.js';
import { checked, isCount, textOf } from '../../common/pageParams.js';

/** What the page wants to be mapped, its types checked. */
export function mapRequestOf(params: unknown): MapRequest {
  return {
    folder: textOf(params, 'folder'),
    other: checked(params, 'other', value => value === undefined || typeof value === 'string'),
    method: checked<MapMethod>(params, 'method', value => value === 'pca' || value === 'umap'),
    layer: checked(params, 'layer', value => value === undefined || isCount(value)),
  };
}

/** The place of an image of a map. */
export function placeOf(params: unknown): number {
  return checked(params, 'image', isCount);
}

/** The places of images whose thumbnails are wanted. */
export function placesOf(params: unknown): number[] {
  const isRight = (value: unknown) => Array.isArray(value) && value.length <= mostThumbnails && value.every(isCount);
  return checked(params, 'images', isRight);
}
