import type { ErrorCode } from 'yaml';

/** Where the parser would repeat what stands in the text, which may be of a file that is no config, or give advice to programmers. */
const OWN: Partial<Record<ErrorCode, string>> = {
  BAD_COLLECTION_TYPE: 'this tag is not known; take it out',
  BAD_DIRECTIVE: 'lines that start with % mean nothing here; take them out',
  BAD_DQ_ESCAPE: 'this backslash means nothing in double quotes; write single ones around the text',
  MULTIPLE_DOCS: 'the file goes on behind its end; take out this line',
  TAG_RESOLVE_FAILED: 'this tag is not known; take it out',
  UNEXPECTED_TOKEN: 'this does not belong here; check what stands before it',
};

/** What is wrong with the form of a text, as one sentence. */
export function yamlMessage({ code, message }: { code: ErrorCode; message: string }): string {
  if (code === 'DUPLICATE_KEY') return 'this key is set twice; keep one of the two.';
  return `not valid YAML: ${OWN[code] ?? message}.`;
}
