import { testRandAugment } from './downstream/randaugment.js';

testRandAugment();
