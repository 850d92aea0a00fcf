import { readdir, readFile } from 'node:fs/promises';

/** The extension hosts that a server started, by process id. */
export async function extensionHosts(server: number): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(pid => pid > 0);
  const found = await Promise.all(pids.map(async pid => ({ pid, ...(await describe(pid)) })));
  return found
    .filter(({ group, command }) => group === server && command.includes('extensionHost'))
    .map(({ pid }) => pid);
}

/** Paths of the libraries and addons that a process has loaded, as the system knows it. */
export async function loadedLibraries(pid: number): Promise<string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const paths = [...maps.matchAll(/ (\/\S+)$/gm)].map(match => match[1]!);
  return [...new Set(paths)].filter(path => /\.(node|so)\b/.test(path));
}

/** Process group and command line; nothing of a process that has just gone. */
async function describe(pid: number): Promise<{ group: number; command: string }> {
  try {
    const [stat, command] = await Promise.all(
      ['stat', 'cmdline'].map(file => readFile(`/proc/${pid}/${file}`, 'utf8')),
    );
    // After the name, which may hold anything: state, parent, group.
    return { group: Number(stat!.slice(stat!.lastIndexOf(')') + 2).split(' ')[2]), command: command! };
  } catch {
    return { group: 0, command: '' };
  }
}
