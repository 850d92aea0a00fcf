/** A row such as a table of parameters has. */
export interface Parameter {
  name: string;
  shape: string;
  count: number;
  mean: number | undefined;
}

/** Ten thousand rows. */
export const parameters: Parameter[] = Array.from({ length: 10_000 }, (_, i) => ({
  name: `encoder.blocks.${Math.floor(i / 8)}.attn.qkv.${i % 8}`,
  shape: i % 3 === 0 ? '768 × 768' : '768',
  count: i % 3 === 0 ? 768 * 768 : 768,
  mean: i % 50 === 7 ? undefined : Math.sin(i) / 10,
}));
