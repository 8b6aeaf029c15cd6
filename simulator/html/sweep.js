// SPDX-License-Identifier: BSD-3-Clause
// Script of the sweep report. sweep_page.cc writes its data.
'use strict';

const { sweep, metrics } = data;
const points = sweep.results.filter((point) => point.traces === sweep.traces.length);
const parameters = sweep.parameters.map((axis) => axis.name);
const metricOf = (name) => metrics.find((metric) => metric.name === name);
const objectives = sweep.objectives.map(metricOf);
const unitOf = (metric) => metric.unit || (metric.name.endsWith('_pct') ? '%' : '');
const titleOf = (metric) => words(metric.name.replace(/_(ms|pct)$/, '')) + (unitOf(metric) ? `, ${unitOf(metric)}` : '');
/** Describes a point: its parameters, one per line, and its objectives. */
const describe = (point) => [`point ${point.point}${point.pareto_front ? ', on the Pareto front' : ''}`,
  ...parameters.map((name) => `${name} = ${point.parameters[name]}`),
  ...objectives.map((metric) => `${titleOf(metric)}: ${fixed(point.mean[metric.name], 3)}`)].join('\n');

function head() {
  const front = points.filter((point) => point.pareto_front).length;
  page.append(make('h1', {}, 'Parameter sweep'),
    make('p', {}, `${sweep.points} points (${sweep.method}, seed ${sweep.seed}) over ${sweep.traces.length} traces with neteq ` +
      `${sweep.version}; ${points.length} were run on all traces, ${front} are on the Pareto front.`),
    make('p', { class: 'faint' }, `Objectives: ${objectives.map((m) => `${titleOf(m)} (${m.more_is_better ? 'more' : 'less'} is better)`).join('; ')}. ` +
      'All values are means over the traces.'));
}

function paretoPlot() {
  const [x, y] = [objectives[1] ?? objectives[0], objectives[0]];
  const values = (metric) => points.map((point) => point.mean[metric.name]);
  const [xs, ys] = [span(values(x)), span(values(y))];
  const chart = axes({ title: titleOf(x), low: xs[0], high: xs[1] }, { title: titleOf(y), low: ys[0], high: ys[1] }, wideWidth(), 430);
  const at = (point) => [chart.px(point.mean[x.name]), chart.py(point.mean[y.name])];
  const front = points.filter((point) => point.pareto_front).sort((a, b) => a.mean[x.name] - b.mean[x.name]);
  if (objectives.length === 2) chart.inside.append(polyline(front.map(at), 'front', 1.5));
  for (const point of points.filter((p) => !p.pareto_front)) chart.inside.append(mark(point, dot(...at(point), 'point', describe(point), 4)));
  for (const point of front) chart.inside.append(mark(point, dot(...at(point), 'front', describe(point), 5.5)));
  page.append(section('Pareto front', legend([['on the front', 'front'], ['other points', 'point']]),
    make('figure', {}, chart.svg, make('figcaption', {}, 'Point at a dot to see its parameters.'))));
}

// Points outside the ranges brushed on the parallel axes are dimmed everywhere.
const marks = [];
function mark(point, element) {
  marks.push({ point, element });
  return element;
}
const brushes = new Map();  // axis -> [low, high]
function applyBrushes() {
  const isIn = (point) => [...brushes].every(([axis, [low, high]]) => axis.of(point) >= low && axis.of(point) <= high);
  for (const { point, element } of marks) element.classList.toggle('dim', !isIn(point));
  report('brushed', String(points.filter(isIn).length));
}

/** Values that are not numbers get one position per distinct value. */
function parallelAxis(title, values, of) {
  const numbers = values.map(Number);
  if (numbers.every((value) => !Number.isNaN(value))) {
    const [low, high] = span(numbers, 0);
    return { title, low, high: high === low ? low + 1 : high, of: (point) => Number(of(point)), marks: ticks(low, high, 6).map((v) => [v, short(v)]) };
  }
  const names = [...new Set(values)].sort();
  return { title, low: -0.5, high: names.length - 0.5, of: (point) => names.indexOf(of(point)), marks: names.map((name, i) => [i, name]) };
}

function parallelCoordinates() {
  const lines = [...parameters.map((name) => parallelAxis(name, points.map((p) => p.parameters[name]), (p) => p.parameters[name])),
    ...objectives.map((m) => parallelAxis(titleOf(m), points.map((p) => p.mean[m.name]), (p) => p.mean[m.name]))];
  const width = Math.max(wideWidth(), 150 * lines.length), height = 400, top = 46, bottom = height - 16;
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': 'parallel coordinates' });
  lines.forEach((axis, i) => {
    axis.x = 130 + i * (width - 220) / Math.max(lines.length - 1, 1);
    axis.y = (value) => bottom - (value - axis.low) / (axis.high - axis.low) * (bottom - top);
  });
  for (const point of [...points].sort((a, b) => a.pareto_front - b.pareto_front)) {
    const path = polyline(lines.map((axis) => [axis.x, axis.y(axis.of(point))]), point.pareto_front ? 'front' : 'point', point.pareto_front ? 2 : 1);
    path.setAttribute('stroke-opacity', point.pareto_front ? 0.95 : 0.35);
    path.addEventListener('mousemove', (event) => tip.show(event, describe(point)));
    path.addEventListener('mouseleave', () => tip.hide());
    svg.append(mark(point, path));
  }
  lines.forEach((axis, i) => svg.append(axisOf(axis, svg, i)));
  page.append(section('Parallel coordinates', make('figure', { class: 'scroll' }, svg,
    make('figcaption', {}, 'Drag along an axis to select a range; click the axis to clear it. Keyboard: Tab to an axis, up and down arrows, Escape.'))));
}

function axisOf(axis, svg, index) {
  const short_title = axis.title.length > 30 ? `…${axis.title.slice(-29)}` : axis.title;
  const group = draw('g', {}, draw('line', { x1: axis.x, x2: axis.x, y1: axis.y(axis.low), y2: axis.y(axis.high), stroke: 'var(--faint)' }),
    draw('text', { x: axis.x, y: index % 2 ? 30 : 14, 'text-anchor': 'middle' }, short_title));
  for (const [value, text] of axis.marks) {
    group.append(draw('text', { x: axis.x + (index === 0 ? -6 : 6), y: axis.y(value) + 4, 'text-anchor': index === 0 ? 'end' : 'start', stroke: 'var(--ground)', 'stroke-width': 3, 'paint-order': 'stroke' }, text));
  }
  const kept = draw('rect', { x: axis.x - 6, width: 12, y: 0, height: 0, fill: 'var(--front)', 'fill-opacity': 0.3 });
  const handle = draw('rect', { x: axis.x - 12, width: 24, y: axis.y(axis.high), height: axis.y(axis.low) - axis.y(axis.high),
    fill: 'transparent', style: 'cursor: ns-resize', tabindex: 0, role: 'slider', 'aria-label': axis.title });
  const valueAt = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return axis.low + (axis.y(axis.low) - point.y) / (axis.y(axis.low) - axis.y(axis.high)) * (axis.high - axis.low);
  };
  /** Selects [low, high], or clears the selection. */
  const keep = (low, high) => {
    const isKept = high > low;
    if (isKept) brushes.set(axis, [low, high]); else brushes.delete(axis);
    kept.setAttribute('y', axis.y(high));
    kept.setAttribute('height', isKept ? axis.y(low) - axis.y(high) : 0);
    applyBrushes();
  };
  handle.addEventListener('pointerdown', (down) => {
    const from = valueAt(down);
    handle.setPointerCapture(down.pointerId);
    keep(0, 0);
    const onMove = (move) => keep(...[from, valueAt(move)].sort((a, b) => a - b));
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', onMove), { once: true });
  });
  handle.addEventListener('keydown', (event) => {
    const [low, high] = brushes.get(axis) ?? [axis.low, axis.high];
    const step = (axis.high - axis.low) / 20;
    const act = { ArrowUp: () => keep(low + step, high), ArrowDown: () => keep(low, high - step), Escape: () => keep(0, 0) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  group.append(kept, handle);
  return group;
}

function pointTable() {
  const number = (text) => (Number.isNaN(Number(text)) ? text : Number(text));
  page.append(section('Points', make('p', { class: 'faint' }, 'Coloured rows are on the Pareto front. Click a title to sort. Rows outside the selected ranges are hidden.'), table([
    { title: 'point', number: true, cell: (p) => String(p.point), key: (p) => p.point },
    ...parameters.map((name) => ({ title: name, number: true, cell: (p) => String(p.parameters[name]), key: (p) => number(p.parameters[name]) })),
    ...metrics.map((m) => ({ title: titleOf(m), number: true, help: m.meaning, cell: (p) => fixed(p.mean[m.name], 3), key: (p) => p.mean[m.name] }))],
  [...points].sort((a, b) => b.pareto_front - a.pareto_front), (p) => (p.pareto_front ? 'front' : ''), mark)));
}

function provenance() {
  const files = sweep.traces.map((trace) => make('tr', {}, make('td', {}, trace.path), make('td', {}, `fnv1a ${trace.fnv1a}`)));
  page.append(section('Provenance', make('details', {}, make('summary', {}, `${sweep.traces.length} traces, base configuration`),
    make('div', { class: 'scroll' }, make('table', {}, make('tbody', {}, ...files))),
    table([{ title: 'parameter', cell: ([name]) => name }, { title: 'value', number: true, cell: ([, value]) => String(value) }],
      Object.entries(sweep.config)))));
}

head();
if (points.length > 0) {
  paretoPlot();
  parallelCoordinates();
}
pointTable();
provenance();
report('drawn', `points ${points.length} front ${points.filter((p) => p.pareto_front).length} axes ${parameters.length + objectives.length}`);
