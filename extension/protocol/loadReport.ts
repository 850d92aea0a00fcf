/** What became of the tensors of a file that a model was initialised from. */
export interface LoadReport {
  /** What the file holds: 'a ViT with 12 blocks of width 768, named as in timm'. */
  source: string;
  /** Tensors of the model that have their values from the file. */
  loaded: string[];
  /** Tensors of the model that the file does not have: they keep their initial values. */
  missing: string[];
  /** Tensors of the file that the model has no place for. */
  unexpected: string[];
  /** Tensors that both have, in shapes that cannot be made to fit: they keep their initial values, too. */
  misfits: { name: string; from: number[]; to: number[] }[];
  resized: { name: string; from: number[]; to: number[]; how: string }[];
  /** What else was done, in sentences. */
  converted: string[];
}
