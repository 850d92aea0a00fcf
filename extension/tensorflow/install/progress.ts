/** How far a set-up is. */
export interface InstallProgress {
  /** 'wait': another process is installing; its download will be used. */
  phase: 'wait' | 'download' | 'verify' | 'unpack';
  /** Bytes. */
  done: number;
  /** Bytes; left out where nobody knows. */
  total?: number;
}

export type ProgressListener = (progress: InstallProgress) => void;
