/** A task of type 'mfm', as tasks.json holds it. */
export interface PretrainTask {
  type: 'mfm';
  /** Relative to the workspace folder. */
  config: string;
  output?: string;
  overrides?: Record<string, string | number | boolean>;
}

/** The words after `mfm` of the command line that a task stands for. */
export function pretrainArguments({ config, output, overrides = {} }: PretrainTask): string[] {
  const pairs = Object.entries(overrides).flatMap(([key, value]) => [key, textOf(value)]);
  return ['pretrain', config, ...(output ? ['--output', output] : []), ...pairs];
}

/** Config files spell booleans as Python does. */
function textOf(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
