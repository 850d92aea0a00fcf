import { testAttack } from './downstream/attack.js';
import { testCorruptions } from './downstream/corruptions.js';

testAttack();
testCorruptions();
