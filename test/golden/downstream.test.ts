import { onEachBackend } from '../support/backends.js';
import { testAttack } from './downstream/attack.js';
import { testCorruptions } from './downstream/corruptions.js';
import { checkFineTuning } from './downstream/fineTuning.js';
import { knnGolden } from './downstream/knn.js';
import { testRandAugment } from './downstream/randaugment.js';
import { checkRecipes } from './downstream/recipes.js';
import { segmentationChecks } from './downstream/segmentation.js';

testRandAugment();
testAttack();
testCorruptions();
knnGolden();
segmentationChecks();

onEachBackend('after pre-training', use => {
  checkFineTuning(use);
  checkRecipes(use);
});
