import { toYaml } from '../config/write.js';
import { UserError } from '../errors.js';
import { writeTextAtomically } from '../files/atomicFile.js';
import { newFolder } from '../files/newFolder.js';
import type { KeepPolicy } from '../runs/checkpointFiles.js';
import type { LostFolderError } from '../runs/heldFolder.js';
import { RunFolder } from '../runs/runFolder.js';
import type { Session } from './session.js';
import { isSound } from './state.js';

/** Saves what a run has trained whose folder it lost, in a new folder beside that. @returns what to tell of it */
export async function rescue(session: Session, lost: LostFolderError, keep: KeepPolicy): Promise<UserError> {
  const { step } = session.progress;
  const checkpoint = session.checkpoint();
  if (step === 0 || !isSound(checkpoint)) return lost;
  try {
    const run = RunFolder.open(await newFolder(`${lost.dir}-rescued-`), session.metrics);
    await writeTextAtomically(run.configFile, toYaml(session.config));
    await run.save(checkpoint, keep, 'step');
    return new UserError(
      `${lost.what}; the run stopped, and its ${step} steps are saved in ${run.dir}: resume it with that as its output folder.`,
    );
  } catch {
    return lost;
  }
}
