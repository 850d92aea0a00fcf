/** What to make of a checkpoint. */
export interface ConversionOptions {
  /** Only the encoder: no decoder, no optimiser, names without 'encoder.'. */
  encoderOnly?: boolean;
  /** How an encoder's tensors are to be called: as the official code does, or timm. */
  names?: 'official' | 'timm';
  /** The averages of weights that a fine-tuning kept, in the place of the trained weights. */
  average?: boolean;
  /** Whether a file that is there already may be replaced. */
  overwrite?: boolean;
}

/** What a conversion wrote. */
export interface Conversion {
  from: string;
  to: string;
  format: 'safetensors' | 'pytorch' | 'onnx';
  /** A checkpoint can be resumed from; encoders, classifiers and segmenters can be run. */
  content: 'checkpoint' | 'encoder' | 'classifier' | 'segmenter';
  /** Tensors that were written, the optimiser's included. */
  tensors: number;
  /** Values of the model in them, running statistics included. */
  values: number;
  /** Of the file. */
  bytes: number;
  /** What was left out or changed on the way, in sentences. */
  notes: string[];
}

/** How far a conversion is, in bytes of tensors. */
export interface ConversionProgress {
  done: number;
  total: number;
}
