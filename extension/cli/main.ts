import { endQuietlyOnClosedPipe } from './closedPipe.js';
import { reportFailure } from './failure.js';
import { createProgram } from './program.js';

endQuietlyOnClosedPipe();
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
}
