import { createHash } from 'node:crypto';
import { writeTextAtomically } from '../files/atomicFile.js';
import { frequencyViews } from '../metrics/recorded.js';
import { RunFolder } from '../runs/runFolder.js';
import { dateTime } from '../text/format.js';
import { curvesSection } from './curvesSection.js';
import { environmentSection } from './environmentSection.js';
import { checkpointsSection, skippedSection } from './filesSections.js';
import { Html, html } from './html.js';
import { measurementsSection } from './measurementsSection.js';
import { type RunData, readRun } from './runData.js';
import { samplesSection } from './samplesSection.js';
import { script } from './script.js';
import { settingsSection } from './settingsSection.js';
import { style } from './style.js';
import { summarySection } from './summarySection.js';

/**
 * Writes `report.html` into a run folder: one file that opens without a server, the network or the rest of the folder.
 * Works at any time of a run, also before its first step.
 *
 * @returns the file
 * @throws UserError when the folder holds no run or cannot be written
 */
export async function writeReport(runDir: string): Promise<string> {
  const { reportFile } = RunFolder.open(runDir);
  await writeTextAtomically(reportFile, await page(await readRun(runDir)));
  return reportFile;
}

/** The whole report as one HTML document that loads nothing and may not: its own policy forbids it. */
export async function page(run: RunData): Promise<string> {
  const allowed = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const hasSamples = (run.state?.start?.views ?? frequencyViews).includes('samples');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${allowed}`;
  return html`${new Html('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${run.name}: MFM training report</title>
<style>${new Html(style)}</style>
</head>
<body><main>
${summarySection(run)}
${hasSamples && (await samplesSection(run.samples))}
${curvesSection(run)}
${settingsSection(run)}
${checkpointsSection(run)}
${measurementsSection(run)}
${skippedSection(run)}
${environmentSection(run)}
<footer>Written ${dateTime(new Date().toISOString())} by mfm from the files of the run folder. This page loads nothing from anywhere.</footer>
</main>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}
