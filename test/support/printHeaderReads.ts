// Loaded with --import: prints at the end of this process how often it read the header of the file MFM_TEST_HEADER.
import { HeaderReads } from './headerReads.js';

const reads = new HeaderReads(process.env['MFM_TEST_HEADER']!);
process.on('exit', () => process.stderr.write(`header reads: ${reads.count}\n`));
