import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const python = process.env['MFM_PYTHON'] ?? 'python3';

/** Why Python with these modules cannot be used here, for `skip`; `false` where it can. */
export async function withoutPython(...modules: string[]): Promise<string | false> {
  try {
    await run(python, ['-c', `import ${modules.join(', ')}`]);
    return false;
  } catch {
    return `${python} with ${modules.join(' and ')} is not here; name one by MFM_PYTHON`;
  }
}

/** Runs a program of Python, and returns the last line that it prints, which is JSON; modules may print others. */
export async function runPython(program: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await run(python, ['-c', program, ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}
