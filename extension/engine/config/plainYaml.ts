import { parseDocument } from 'yaml';
import { UserError } from '../errors.js';
import { yamlExcess } from './yamlLimits.js';
import { yamlMessage } from './yamlMessage.js';

/**
 * The config that a checkpoint holds, as plain data: whatever keys it has, for another version may have written it.
 *
 * @param file named in messages
 * @throws UserError when it is no YAML, or none that this program wrote
 */
export function plainYaml(text: string, file: string): unknown {
  const excess = yamlExcess(text);
  if (excess) throw unreadable(file, `${excess}.`);
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error) throw unreadable(file, yamlMessage(error));
  try {
    // What this program writes has no aliases; others can multiply or hold themselves.
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw unreadable(file, 'it has aliases.');
  }
}

function unreadable(file: string, why: string): UserError {
  return new UserError(`${file} holds a config that cannot be read: ${why}`);
}
