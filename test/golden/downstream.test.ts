import { onEachBackend } from '../support/backends.js';
import { checkFineTuning } from './downstream/fineTuning.js';
import { testRandAugment } from './downstream/randaugment.js';
import { checkRecipes } from './downstream/recipes.js';

testRandAugment();

onEachBackend('after pre-training', use => {
  checkFineTuning(use);
  checkRecipes(use);
});
