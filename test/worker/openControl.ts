// Opens the control of a run that never begins, says where it is, and waits to be killed.
import { RunControl } from '../../extension/engine/training/runControl.js';
import { openControl } from '../../extension/worker/controlServer.js';
import { LiveRun } from '../../extension/worker/liveRun.js';

const { address } = await openControl(new LiveRun(new RunControl()));
process.send!(address);
process.on('message', () => {});
