/** A file that a page has made, for the person to save. */
export interface SavedFile {
  /** Without its ending; what no file name can have is replaced. */
  name: string;
  type: 'png' | 'csv';
  bytes: Uint8Array;
}
