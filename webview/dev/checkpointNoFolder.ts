import { ownFile } from './checkpoint/files.js';
import { fileHandlers } from './checkpoint/handlers.js';
import { standIn } from './frame/standIn.js';
import { mapAnswers } from './map/answers.js';

standIn({ ...fileHandlers(ownFile()), ...mapAnswers([]) });
