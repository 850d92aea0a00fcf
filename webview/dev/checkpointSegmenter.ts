import { segmentingFile } from './checkpoint/files.js';
import { fileHandlers } from './checkpoint/handlers.js';
import { standIn } from './frame/standIn.js';

standIn(fileHandlers(segmentingFile()));
