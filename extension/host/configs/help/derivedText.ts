import { l10n } from 'vscode';
import type { Derived } from './derived.js';

/** What a value amounts to in a few words, to stand beside it in the editor. */
export function derivedLabel(derived: Derived): string {
  switch (derived.kind) {
    case 'rate':
      return l10n.t('effective {0}', rateText(derived.rate));
    case 'kept':
      return l10n.t('low-pass keeps {0} ({1} %)', derived.kept.toLocaleString('en'), percent(derived));
    case 'batch':
      return l10n.t('{0} images per update', derived.images.toLocaleString('en'));
    case 'tokens':
      return l10n.t('{0} tokens', derived.tokens.toLocaleString('en'));
    case 'steps':
      return l10n.t('{0} steps', derived.steps.toLocaleString('en'));
  }
}

/** The same as a sentence that says where it comes from. */
export function derivedSentence(derived: Derived): string {
  switch (derived.kind) {
    case 'rate':
      return l10n.t(
        'the effective learning rate is {0}, {1} times the value (DATA.BATCH_SIZE x TRAIN.ACCUMULATION_STEPS / 512).',
        rateText(derived.rate),
        String(Number(derived.factor.toPrecision(4))),
      );
    case 'kept':
      return l10n.t(
        'the low-pass mask keeps {0} of the {1} coefficients of each channel ({2} %); the high-pass mask keeps the others.',
        derived.kept.toLocaleString('en'),
        derived.of.toLocaleString('en'),
        percent(derived),
      );
    case 'batch':
      return l10n.t('{0} images stand behind each update of the weights.', derived.images.toLocaleString('en'));
    case 'tokens':
      return l10n.t('{0} x {0} patches make {1} tokens.', String(derived.side), derived.tokens.toLocaleString('en'));
    case 'steps':
      return l10n.t(
        '{0} steps with the {1} images of DATA.DATA_PATH.',
        derived.steps.toLocaleString('en'),
        derived.images.toLocaleString('en'),
      );
  }
}

function rateText(rate: number): string {
  const rounded = Number(rate.toPrecision(4));
  return rounded < 1e-2 ? rounded.toExponential() : String(rounded);
}

function percent({ kept, of }: { kept: number; of: number }): string {
  return String(Number(((100 * kept) / of).toPrecision(2)));
}
