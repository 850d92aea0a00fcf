import { standIn } from './frame/standIn.js';
import { measurementAnswers } from './measurement/handlers.js';

standIn(measurementAnswers('pixels'));
