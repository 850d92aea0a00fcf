import type { Memento } from 'vscode';

/** What a page of spectra was opened on. Paths are absolute. */
export interface SpectrumSource {
  /** Of images and folders; with a config those of the config count. */
  paths: string[];
  /** Of a config file. */
  config?: string;
}

const MEMORY = 'spectrum.sources';

/** What the panels of this workspace show, by their keys: pages are never asked for paths. */
export class SpectrumSources {
  constructor(private readonly memory: Memento) {}

  find(key: string): SpectrumSource | undefined {
    const all = this.all();
    return Object.hasOwn(all, key) ? all[key] : undefined;
  }

  async keep(key: string, source: SpectrumSource): Promise<void> {
    await this.memory.update(MEMORY, { ...this.all(), [key]: source });
  }

  async forget(key: string): Promise<void> {
    const { [key]: _, ...others } = this.all();
    await this.memory.update(MEMORY, others);
  }

  private all(): Record<string, SpectrumSource> {
    return this.memory.get(MEMORY, {});
  }
}

/** The key of the panel for a source: each config has a panel of its own, all images share one. */
export function keyOf({ config }: SpectrumSource): string {
  return config ?? 'images';
}
