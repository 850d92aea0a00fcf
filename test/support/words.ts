/** Stands in for VS Code's `l10n`, in English. */
export const english = {
  t: (message: unknown, ...values: unknown[]): string =>
    String(message).replace(/\{(\d+)\}/g, (_, i) => String(values[i])),
};
