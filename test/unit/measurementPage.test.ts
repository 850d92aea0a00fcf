import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alexNet } from '../../extension/engine/robustness/meanCorruptionError.js';
import { errorMap } from '../../extension/engine/robustness/rowSummaries.js';
import type { ProbeMeasurement, RobustnessMeasurement } from '../../extension/protocol/measurement.js';
import type { RobustnessRow } from '../../extension/protocol/robustness.js';
import { fakeAccuracy } from '../../webview/dev/measurement/fakeAccuracy.js';
import { fakeProbe } from '../../webview/dev/measurement/fakeProbe.js';
import { fakeRobustness, interrupted } from '../../webview/dev/measurement/fakeRobustness.js';
import { bestOf } from '../../webview/measurement/bestOf.js';
import { classRows } from '../../webview/measurement/classRows.js';
import { corruptedPictures, galleryRadii, galleryRadius } from '../../webview/measurement/gallery/conditions.js';
import { labelsOf } from '../../webview/measurement/labels.js';
import { restored } from '../../webview/measurement/pageState.js';
import { probeCurves } from '../../webview/measurement/probe/probeCurves.js';
import { chartsOfCorruptions, chartsOfGroups } from '../../webview/measurement/robustness/corruptionCurves.js';
import {
  corruptionRows,
  countedRows,
  meanUnderCorruptions,
} from '../../webview/measurement/robustness/corruptionRows.js';
import { filterCharts } from '../../webview/measurement/robustness/filterCurves.js';
import { fourierMap, sharedEnd } from '../../webview/measurement/robustness/fourierMaps.js';
import { chosenBaseline, scoreOf } from '../../webview/measurement/robustness/score.js';

const late = 'runs/a/checkpoints/epoch-0020.safetensors';
const early = 'runs/a/checkpoints/epoch-0005.safetensors';
const strong = fakeRobustness(late, 0.9, 0.3);
const weak = fakeRobustness(early, 0.6, 0.6);
const named = (id: string, found: RobustnessMeasurement) => ({ id, label: id, place: 0, found });

function corrupted(name: string, top1: number[]): RobustnessRow[] {
  return top1.map((value, i) => ({
    kind: 'corruption',
    name,
    severity: (i + 1) as 1 | 2 | 3 | 4 | 5,
    top1: value,
    top5: 100,
    of: 10,
  }));
}

test('names say of measurements what they do not have in common', () => {
  assert.deepEqual(labelsOf([{ run: 'runs/a', found: strong }]), ['epoch-0020']);
  assert.deepEqual(labelsOf([strong, weak].map(found => ({ found }))), ['epoch-0020', 'epoch-0005']);
  const inRuns = ['runs/a', 'runs/b'].map(run => ({ run, found: strong }));
  assert.deepEqual(labelsOf(inRuns), ['runs/a', 'runs/b']);
  assert.deepEqual(labelsOf([...inRuns, { run: 'runs/a', found: weak }]), [
    'epoch-0020 · runs/a',
    'epoch-0020 · runs/b',
    'epoch-0005',
  ]);
  const probes = [fakeProbe(4, undefined), fakeProbe(undefined, undefined), fakeProbe(4, 10)];
  assert.deepEqual(labelsOf(probes.map(found => ({ found }))), [
    'layer 4 (blocks.3) · labels: all',
    'output',
    'layer 4 (blocks.3) · labels: 10 a class',
  ]);
  assert.deepEqual(labelsOf([{ found: strong }, { found: strong }]), ['epoch-0020', 'epoch-0020'], 'nothing differs');
  assert.deepEqual(labelsOf([]), []);
});

test('the best of values is marked where one is better than another', () => {
  assert.deepEqual([...bestOf([1, 3, undefined, 3], 'higher')], [1, 3]);
  assert.deepEqual([...bestOf([1, 3], 'lower')], [0]);
  assert.deepEqual([...bestOf([2, 2], 'higher')], []);
  assert.deepEqual([...bestOf([undefined, 2], 'higher')], []);
});

test('corruptions come in the order of the benchmark, and count when all their severities are there', () => {
  const rows = corruptionRows([
    ...corrupted('saturate', [90, 80, 70, 60, 50]),
    ...corrupted('fog', [80, 70, 60]),
    ...corrupted('shot_noise', [90, 70, 50, 30, 10]),
    ...corrupted('brightness', [80, 80, 80, 80, 80]),
    ...corrupted('constructor', [1, 1, 1, 1, 1]),
  ]);
  assert.deepEqual(
    rows.map(({ id, mean }) => [id, mean]),
    [
      ['shot_noise', 50],
      ['fog', undefined],
      ['brightness', 80],
      ['saturate', 70],
    ],
  );
  assert.deepEqual(rows[1]!.top1, [80, 70, 60, undefined, undefined]);
  assert.deepEqual(
    countedRows(rows).map(({ id }) => id),
    ['shot_noise', 'brightness'],
  );
  assert.equal(meanUnderCorruptions(rows), 65);
  assert.equal(meanUnderCorruptions([]), undefined);
});

test('corruption errors are relative to AlexNet or to another measurement, over what both have', () => {
  const rows = corruptionRows(corrupted('fog', [80, 70, 60, 50, 40]));
  const byAlexNet = scoreOf(rows, chosenBaseline([], undefined));
  assert.ok('mce' in byAlexNet);
  assert.ok(Math.abs(byAlexNet.mce - (100 * 0.4) / alexNet.errors['fog']!) < 1e-9);
  const list = [named('strong', strong), named('weak', weak)];
  const own = scoreOf(corruptionRows(strong.rows), chosenBaseline(list, 'strong'));
  assert.ok('mce' in own && Math.abs(own.mce - 100) < 1e-9 && own.of === 15, 'of itself it has all');
  const other = scoreOf(corruptionRows(weak.rows), chosenBaseline(list, 'strong'));
  assert.ok('mce' in other && other.mce > 100 && other.baseline === 'strong');
  const partial = chosenBaseline([named('part', interrupted(strong))], 'part');
  assert.equal(scoreOf(corruptionRows(weak.rows), partial).of, 7);
  assert.equal(chosenBaseline(list, 'gone'), alexNet);
  const perfect = { ...strong, rows: corrupted('fog', [100, 100, 100, 100, 100]) };
  const problem = scoreOf(rows, chosenBaseline([named('perfect', perfect)], 'perfect'));
  assert.ok('problem' in problem && /makes no error at fog/.test(problem.problem!));
});

test('charts of corruptions: groups of one measurement, each corruption of several', () => {
  const groups = chartsOfGroups(corruptionRows(strong.rows));
  assert.deepEqual(
    groups.map(({ id, series }) => [id, series.length]),
    [
      ['noise', 3],
      ['blur', 4],
      ['weather', 4],
      ['digital', 4],
      ['extra', 4],
    ],
  );
  const several = [strong, interrupted(weak)].map((found, place) => ({
    label: String(place),
    place,
    rows: corruptionRows(found.rows),
  }));
  const charts = chartsOfCorruptions(several);
  assert.equal(charts.length, 20);
  assert.deepEqual([charts[0]!.id, charts[0]!.series.length], ['mean', 2]);
  const fog = charts.find(({ id }) => id === 'fog')!;
  assert.deepEqual(
    fog.series.map(({ label, colour, x }) => [label, colour, [...Array.from(x)]]),
    [['0', 0, [1, 2, 3, 4, 5]]],
    'the other was interrupted before',
  );
  assert.notDeepEqual(charts[0]!.series[0]!.dash, charts[0]!.series[1]!.dash);
});

test('charts of filters: both of one measurement, or one for each with a line for each measurement', () => {
  const [both, ...rest] = filterCharts([named('a', strong)]);
  assert.deepEqual([both!.series.length, rest.length], [2, 0]);
  assert.deepEqual(Array.from(both!.series[0]!.x), [1, 2, 4, 8, 16, 32]);
  const charts = filterCharts([named('a', strong), named('b', weak)]);
  assert.deepEqual(
    charts.map(({ id, series }) => [id, series.map(({ label }) => label)]),
    [
      ['low', ['a', 'b']],
      ['high', ['a', 'b']],
    ],
  );
  const high = weak.rows.filter(({ pass }) => pass === 'high').map(({ top1 }) => top1);
  assert.deepEqual(Array.from(charts[1]!.series[1]!.y), high);
});

test('the Fourier heat map is the engine’s, in percent, with cycles at its sides', () => {
  const map = fourierMap(strong);
  const { errors, grid } = errorMap(strong.rows, strong.grid, strong.side);
  assert.equal(map.size, grid);
  assert.deepEqual(
    map.errors,
    errors.map(error => 100 * error),
  );
  assert.deepEqual([map.cycles[0], map.cycles[7], map.cycles[14]], [-31, 0, 31]);
  const end = sharedEnd([map, fourierMap(weak)]);
  assert.ok(end % 10 === 0 && end >= Math.max(...fourierMap(weak).errors) && end <= 100);
  assert.equal(sharedEnd([{ ...map, errors: new Float32Array(225).fill(Number.NaN) }]), 10);
});

test('probes are drawn over layers, or over labels, and not where neither differs', () => {
  const probes = [undefined, 8, 4].map(layer => fakeProbe(layer, undefined));
  const layers = probeCurves(probes)!;
  assert.deepEqual([layers.across, layers.output, layers.curves.length], ['layer', 9, 1]);
  assert.deepEqual(layers.curves[0]!.x, [4, 8, 9]);
  assert.deepEqual(
    layers.curves[0]!.y,
    [probes[2], probes[1], probes[0]].map(one => one!.top1.mean),
  );
  const labels = probeCurves([fakeProbe(3, 10), fakeProbe(3, 1)])!;
  assert.deepEqual([labels.across, labels.output, labels.curves[0]!.x], ['labels', undefined, [10, 100]]);
  const knn: ProbeMeasurement = { ...fakeProbe(8, undefined), probe: { name: 'knn', k: 20, temperature: 0.07 } };
  assert.equal(probeCurves([...probes, knn])!.curves.length, 2, 'another probe is another line');
  assert.equal(probeCurves([fakeProbe(3, 10)]), undefined);
});

test('classes of several classifiers stand beside each other by their names', () => {
  const [one, other] = [fakeAccuracy(late, 4, 6), fakeAccuracy(early, 5, 3)];
  const valuesOf = ({ classes }: typeof one) =>
    classes.map(({ name, of, top1 }) => ({ name, value: of > 0 ? top1 : undefined }));
  const rows = classRows([valuesOf(one!), valuesOf(other!)]);
  assert.equal(rows.length, 5);
  assert.deepEqual(rows[0]!.values, [one.classes[0]!.top1, other.classes[0]!.top1]);
  assert.equal(rows[0]!.range, Math.abs(one.classes[0]!.top1 - other.classes[0]!.top1));
  const [shared] = rows.filter(({ name }) => name === 'cups');
  assert.deepEqual([shared!.values[0], shared!.range], [undefined, undefined], 'the last has no images');
});

test('the gallery takes the radii that were measured, and no corruption of tiny images', () => {
  assert.deepEqual(galleryRadii(strong), [1, 2, 4, 8, 16, 32]);
  const without = { ...strong, rows: [], side: 40 };
  assert.deepEqual(galleryRadii(without), [1, 2, 4, 8, 16]);
  const { gallery } = restored({});
  assert.equal(galleryRadius(strong, { ...gallery, radius: 4 }), 4);
  assert.equal(galleryRadius(strong, { ...gallery, radius: 5 }), 8, 'not one of them: the middle');
  assert.equal(corruptedPictures(strong, 2).length, 19);
  assert.deepEqual(corruptedPictures({ ...strong, side: 8 }, 2), []);
  const published = { ...strong, published: '/c', rows: corrupted('fog', [80, 70, 60, 50, 40]) };
  assert.deepEqual(
    corruptedPictures(published, 2).map(({ id }) => id),
    ['fog'],
  );
});

test('what a page kept is taken as far as it fits', () => {
  const kept = {
    others: ['a', 'b'],
    tab: 'fourier',
    baseline: 'a',
    gallery: { measurement: 'b', place: 3, severity: 5, radius: 4 },
    opacity: 0.25,
  };
  assert.deepEqual(restored(kept), kept);
  const fresh = restored(undefined);
  assert.deepEqual([fresh.others, fresh.tab, fresh.gallery.place, fresh.gallery.severity], [[], 'corruptions', 0, 3]);
  const odd = {
    others: [1, 'a'],
    tab: 'none',
    baseline: 3,
    gallery: { place: -1, severity: 9, radius: '4' },
    opacity: 2,
  };
  assert.deepEqual(restored(odd), { ...fresh, others: ['a'] });
});
