import { standIn } from './frame/standIn.js';
import { handlers } from './run/handlers.js';

standIn(handlers);
