/** What networks keep beside what they learn: statistics of batches, and what follows from sizes (fact sheet 1.15). */
const buffers = /(^|\.)(running_mean|running_var|num_batches_tracked|relative_position_index|attn_mask)$/;

/** Whether a model's tensor of this name is learned. */
export function isLearned(name: string): boolean {
  return !buffers.test(name);
}
