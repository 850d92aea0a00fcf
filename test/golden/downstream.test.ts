// What comes after pre-training, against test/golden/downstream.json or another file of its form (MFM_DOWNSTREAM_GOLDEN).
import { segmentationChecks } from './downstream/segmentation.js';

segmentationChecks();
