/** What a page has asked for and kept so far, for tests that count. */
export interface Traffic {
  /** Methods, in the order in which they were called. */
  calls: string[];
  /** Methods of the calls that are not answered yet, by their ids. */
  open: Record<number, string>;
  /** How many times the page has kept its state. */
  kept: number;
}

declare global {
  var mfmTraffic: Traffic;
}
