import { onEachBackend } from '../support/backends.js';
import { checkFineTuning } from './downstream/fineTuning.js';
import { checkRecipes } from './downstream/recipes.js';

onEachBackend('after pre-training', use => {
  checkFineTuning(use);
  checkRecipes(use);
});
