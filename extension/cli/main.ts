import { surviveBrokenStreams } from './brokenStreams.js';
import { reportFailure } from './failure.js';
import { createProgram } from './program.js';

surviveBrokenStreams();
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
}
