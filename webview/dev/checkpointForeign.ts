import { foreignFile } from './checkpoint/files.js';
import { fileHandlers } from './checkpoint/handlers.js';
import { standIn } from './frame/standIn.js';
import { lookAnswers, noModel } from './look/answers.js';

standIn({ ...fileHandlers(foreignFile()), ...lookAnswers(), lookModel: noModel });
