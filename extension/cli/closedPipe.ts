let whenClosed: () => void = () => process.exit();

/** Makes a closed stdout (its reader has gone, as `head` does after its lines) end the process quietly. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    whenClosed();
  });
}

/** For a command with something to save: on a closed stdout, `stop` is called instead of ending the process. */
export function stopOnClosedPipe(stop: () => void): void {
  whenClosed = stop;
}
