import type { Host } from '../host/host.js';
import { type PageState, restored } from './pageState.js';

/** What was chosen on the page: as it was left, and kept from now on. To be called while a component is made. */
export function keep(host: Host): PageState {
  const state = $state(restored(host.getState()));
  $effect(() => host.setState($state.snapshot(state)));
  return state;
}
