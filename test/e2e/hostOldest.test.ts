import { describeHostTests } from '../support/hostTests.js';

describeHostTests('oldest');
