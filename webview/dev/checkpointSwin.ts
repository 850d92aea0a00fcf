import { ownFile } from './checkpoint/files.js';
import { fileHandlers } from './checkpoint/handlers.js';
import { standIn } from './frame/standIn.js';
import { lookAnswers } from './look/answers.js';

// A model whose layers have different grids, numbers of heads and windows.
standIn({ ...fileHandlers(ownFile()), ...lookAnswers('swin') });
