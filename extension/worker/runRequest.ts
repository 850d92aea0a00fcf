import { dirname, resolve } from 'node:path';
import { readText } from '../engine/config/load.js';
import { parseConfig } from '../engine/config/parse.js';
import type { Config } from '../engine/config/schema.js';
import { defaultOutput } from '../engine/runs/defaultOutput.js';
import type { ConfigSource, PretrainRequest } from '../protocol/workerApi.js';

/** What a request for a run amounts to. */
export interface RunRequest {
  config: Config;
  /** The run folder; absolute. */
  output: string;
  resume: boolean;
  /** The command line that would start the same run. */
  command: string[];
}

/** Fills in what a request leaves open. @throws UserError for the first thing that is wrong in the config */
export function readRunRequest(request: PretrainRequest): RunRequest {
  const { file, overrides = [] } = request.config;
  const config = readConfig(request.config);
  const output = resolve(request.output ?? defaultOutput(config, request.root ?? dirname(resolve(file))));
  const resume = request.resume ?? config.TRAIN.AUTO_RESUME;
  const command = ['train', file, '--output', output, resume ? '--resume' : '--no-resume', ...overrides.flat()];
  return { config, output, resume, command };
}

/**
 * The resolved configuration of a request.
 *
 * @throws UserError with file, line and column for the first thing that is wrong
 */
function readConfig({ file, text, overrides = [] }: ConfigSource): Config {
  return parseConfig(text ?? readText(file), file, { overrides, readBase: readText });
}
