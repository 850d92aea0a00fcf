import { ownFile } from './checkpoint/files.js';
import { fileHandlers } from './checkpoint/handlers.js';
import { standIn } from './frame/standIn.js';
import { noModel } from './look/answers.js';

// A checkpoint whose model cannot be run, as in a workspace that is not trusted.
standIn({ ...fileHandlers(ownFile()), lookModel: noModel });
