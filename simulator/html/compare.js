// SPDX-License-Identifier: BSD-3-Clause
// Script of the comparison report. compare_page.cc writes its data.
'use strict';

const { report: comparison, metrics } = data;
const traces = comparison.traces;
const nameOf = (trace) => trace.trace.path.split('/').pop();
const unitOf = (metric) => metric.unit || (metric.name.endsWith('_pct') ? '%' : '');
const titleOf = (metric) => words(metric.name.replace(/_(ms|pct)$/, '')) + (unitOf(metric) ? `, ${unitOf(metric)}` : '');

function verdict(metric) {
  const result = comparison.metrics[metric.name];
  if (result.a_is_better + result.b_is_better === 0) return 'no difference';
  if (!result.interval) return 'one trace';
  if (result.interval[0] <= 0 && result.interval[1] >= 0) return 'not clear';
  return (result.mean_difference > 0) === metric.more_is_better ? 'B is better' : 'A is better';
}

function head() {
  const failed = comparison.gates.filter((gate) => gate.failed);
  page.append(make('h1', {}, 'A versus B'),
    make('p', {}, `A: ${comparison.a.name}`), make('p', {}, `B: ${comparison.b.name}`),
    make('p', { class: 'faint' }, `${traces.length} traces${comparison.skipped.length ? ` (${comparison.skipped.length} skipped)` : ''}, neteq ${comparison.version}; differences are B − A, ` +
      `with intervals of their mean (${100 * comparison.bootstrap.level} %, bootstrap).`),
    ...comparison.gates.map((gate) => make('p', {}, `Fail if ${gate.fail_if}: ${gate.failed ? 'FAILED' : 'passed'}`)));
  report('gates', `${failed.length} of ${comparison.gates.length} failed`);
}

function metricTable() {
  const at = (metric) => comparison.metrics[metric.name];
  page.append(section('Means over traces', table([
    { title: 'metric', plain: true, cell: titleOf },
    { title: 'A', number: true, cell: (m) => fixed(at(m).mean_a, 3), key: (m) => at(m).mean_a },
    { title: 'B', number: true, cell: (m) => fixed(at(m).mean_b, 3), key: (m) => at(m).mean_b },
    { title: 'B − A', number: true, cell: (m) => signed(at(m).mean_difference, 3), key: (m) => at(m).mean_difference },
    { title: 'interval', number: true, cell: (m) => (at(m).interval ? `[${at(m).interval.map((v) => signed(v, 3)).join(', ')}]` : '-') },
    { title: 'A better', number: true, cell: (m) => String(at(m).a_is_better), key: (m) => at(m).a_is_better },
    { title: 'B better', number: true, cell: (m) => String(at(m).b_is_better), key: (m) => at(m).b_is_better },
    { title: 'equal', number: true, cell: (m) => String(at(m).equal), key: (m) => at(m).equal },
    { title: 'verdict', plain: true, cell: verdict },
    { title: 'meaning', cell: (m) => m.meaning }], metrics, (m) => ({ 'A is better': 'a-better', 'B is better': 'b-better' }[verdict(m)] ?? ''))));
}

/** One line per trace from A's value to B's. */
function pairs(metric) {
  const height = 34 + 17 * traces.length, width = 560, left = 190, right = width - 16;
  const values = traces.flatMap((trace) => [trace.a[metric.name], trace.b[metric.name]]);
  const [low, high] = span([0, ...values]);
  const px = (value) => left + (value - low) / (high - low) * (right - left);
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': titleOf(metric) });
  for (const value of ticks(low, high, 6)) {
    svg.append(draw('line', { class: 'grid', x1: px(value), x2: px(value), y1: 4, y2: height - 24 }),
      draw('text', { x: px(value), y: height - 8, 'text-anchor': 'middle' }, short(value)));
  }
  traces.forEach((trace, i) => {
    const y = 14 + 17 * i, a = trace.a[metric.name], b = trace.b[metric.name];
    const text = `${nameOf(trace)}\nA ${fixed(a, 2)}, B ${fixed(b, 2)} (${signed(b - a, 2)})`;
    const label = nameOf(trace);
    svg.append(draw('text', { x: left - 8, y: y + 4, 'text-anchor': 'end' }, label.length > 26 ? `…${label.slice(-25)}` : label),
      draw('line', { x1: px(a), x2: px(b), y1: y, y2: y, stroke: 'var(--rule)', 'stroke-width': 3 }),
      dot(px(a), y, 'a', text, 6), dot(px(b), y, 'b', text, 4));
  });
  return make('figure', {}, svg, make('figcaption', {}, titleOf(metric)));
}

function plane() {
  const [delay, share] = [metrics.find((m) => m.name === 'mean_playout_delay_ms'), metrics.find((m) => m.name === 'concealed_pct')];
  const all = (metric) => traces.flatMap((trace) => [trace.a[metric.name], trace.b[metric.name]]);
  const [x, y] = [span([0, ...all(share)]), span([0, ...all(delay)])];
  const chart = axes({ title: titleOf(share), low: x[0], high: x[1] }, { title: titleOf(delay), low: y[0], high: y[1] }, wideWidth(), 420);
  for (const trace of traces) {
    const at = (run) => [chart.px(run[share.name]), chart.py(run[delay.name])];
    const [from, to] = [at(trace.a), at(trace.b)];
    const text = (name, run) => `${nameOf(trace)}, ${name}: ${fixed(run[share.name], 2)} % at ${fixed(run[delay.name], 1)} ms`;
    chart.inside.append(draw('line', { x1: from[0], y1: from[1], x2: to[0], y2: to[1], stroke: 'var(--faint)', 'stroke-opacity': 0.5 }),
      dot(...from, 'a', text('A', trace.a), 6), dot(...to, 'b', text('B', trace.b), 4));
  }
  return make('figure', {}, chart.svg, make('figcaption', {}, 'Each line joins A and B of one trace. Down and left is better.'));
}

function inTime() {
  const widest = (trace, name, digits) => {
    const at = trace.widest_second[name];
    return at ? `${at.second} s: ${fixed(at.a, digits)} → ${fixed(at.b, digits)}` : '-';
  };
  page.append(section('Largest differences in time', make('p', { class: 'faint' }, 'The second of each trace with the largest difference, A → B.'),
    make('div', { class: 'compact' }, table([{ title: 'trace', cell: nameOf },
      { title: 'playout delay, ms', number: true, cell: (t) => widest(t, 'playout_delay_ms', 1) },
      { title: 'concealed, %', number: true, cell: (t) => widest(t, 'concealed_pct', 1) }], traces))));
}

function configurations() {
  const names = Object.keys(comparison.a.config).filter((name) => JSON.stringify(comparison.a.config[name]) !== JSON.stringify(comparison.b.config[name]));
  page.append(section('Parameter differences', names.length === 0 ? make('p', {}, 'None.') : make('div', { class: 'compact' }, table([
    { title: 'parameter', cell: (name) => name },
    { title: 'A', number: true, cell: (name) => String(comparison.a.config[name]) },
    { title: 'B', number: true, cell: (name) => String(comparison.b.config[name]) }], names))));
}

head();
metricTable();
const key = [['A', 'a'], ['B', 'b']];
page.append(section('Trace by trace', legend(key), make('div', { class: 'row wide' }, pairs(metrics[0]), pairs(metrics.find((m) => m.name === 'concealed_pct')))));
page.append(section('Delay and concealment', legend(key), plane()));
inTime();
configurations();
report('drawn', `traces ${traces.length} metrics ${metrics.length}`);
