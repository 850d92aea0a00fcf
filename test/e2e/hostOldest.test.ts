import { describeHostTests } from '../support/hostTests.js';

// What an older VS Code may answer differently: its tabs, trees, files, settings and languages. What runs do is the same in both.
const files = ['activation', 'configs', 'engine', 'images', 'previews'].map(name => `${name}.test.js`);
describeHostTests('oldest', file => files.includes(file));
