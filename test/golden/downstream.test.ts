import { knnGolden } from './downstream/knn.js';

knnGolden();
