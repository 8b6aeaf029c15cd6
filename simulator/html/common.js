// SPDX-License-Identifier: BSD-3-Clause
// Shared by all reports. All data enter the page as text or attributes, never as HTML.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const page = document.getElementById('page');
page.textContent = '';
// State for tests, which read it from outside the page.
window.addEventListener('error', (event) => { document.body.dataset.error = event.message; });
function report(name, value) { document.body.dataset[name] = value; }

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
const make = (name, attributes = {}, ...children) =>
  fill(document.createElement(name), attributes, children);
const draw = (name, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

/** Decodes numbers packed by simulator/html/page.h. */
function unpack(text, Type) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = characters.charCodeAt(i);
  return new Type(bytes.buffer);
}

const fixed = (value, digits) => (value === null || Number.isNaN(value) ? '-' : value.toFixed(digits));
const signed = (value, digits) => (value > 0 ? '+' : '') + fixed(value, digits);
const words = (name) => name.replaceAll('_', ' ');
const short = (value) => String(Number(value.toPrecision(4)));
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const card = (title, value, note) =>
  make('div', { class: 'card' }, make('span', {}, title), make('b', {}, value), make('span', {}, note));
const section = (title, ...children) => make('section', {}, make('h2', {}, title), ...children);
const legend = (entries) => make('div', { class: 'legend' }, ...entries.map(([name, tint]) =>
  make('span', {}, make('i', { style: `background: var(--${tint})` }), name)));

/** Width of a chart that fills the page. */
const wideWidth = () => Math.min(Math.max(page.clientWidth - 56, 720), 1500);

/** Tooltip next to the pointer. */
const tip = {
  element: null,
  show(event, text) {
    this.element ??= page.appendChild(make('div', { class: 'tip' }));
    this.element.textContent = text;
    this.element.hidden = false;
    const room = window.innerWidth - this.element.offsetWidth - 8;
    this.element.style.left = `${Math.min(event.clientX + 14, room)}px`;
    const isLow = event.clientY + 24 + this.element.offsetHeight > window.innerHeight;
    this.element.style.top = `${isLow ? event.clientY - 14 - this.element.offsetHeight : event.clientY + 14}px`;
  },
  hide() { if (this.element) this.element.hidden = true; },
};

/** Round values that divide [low, high] into about `count` parts. */
function ticks(low, high, count) {
  const raw = Math.max(high - low, 1e-9) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw);
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) values.push(i * step);
  return values;
}
const span = (values, pad = 0.05) => {
  const low = Math.min(...values), high = Math.max(...values);
  const more = (high - low || Math.abs(high) || 1) * pad;
  return [low >= 0 ? Math.max(low - more, 0) : low - more, high + more];
};

/**
 * Axes with titles and grid. `x` and `y` are {title, low, high}. Returns the SVG, the functions from
 * values to pixels, and a group to draw in.
 */
function axes(x, y, width = 400, height = 280) {
  const left = 58, right = width - 12, top = 10, bottom = height - 42;
  const px = (value) => left + (value - x.low) / (x.high - x.low) * (right - left);
  const py = (value) => bottom - (value - y.low) / (y.high - y.low) * (bottom - top);
  const inside = draw('g');
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img',
    'aria-label': `${y.title} over ${x.title}` });
  for (const value of ticks(x.low, x.high, 6)) {
    svg.append(draw('line', { class: 'grid', x1: px(value), x2: px(value), y1: top, y2: bottom }),
      draw('text', { x: px(value), y: bottom + 16, 'text-anchor': 'middle' }, short(value)));
  }
  for (const value of ticks(y.low, y.high, 5)) {
    svg.append(draw('line', { class: 'grid', x1: left, x2: right, y1: py(value), y2: py(value) }),
      draw('text', { x: left - 6, y: py(value) + 4, 'text-anchor': 'end' }, short(value)));
  }
  svg.append(inside,
    draw('text', { class: 'axis-title', x: (left + right) / 2, y: height - 6, 'text-anchor': 'middle' }, x.title),
    draw('text', { class: 'axis-title', x: 0, y: 0, 'text-anchor': 'middle',
      transform: `translate(14 ${(top + bottom) / 2}) rotate(-90)` }, y.title));
  return { svg, px, py, inside, left, right, top, bottom };
}

const polyline = (points, tint, width = 2) => draw('polyline', { fill: 'none', stroke: `var(--${tint})`,
  'stroke-width': width, points: points.map((point) => point.join(',')).join(' ') });

function dot(x, y, tint, text, radius = 4.5) {
  return draw('circle', { cx: x, cy: y, r: radius, fill: `var(--${tint})`, 'fill-opacity': 0.8,
    stroke: 'var(--ground)', mousemove: (event) => tip.show(event, text), mouseleave: () => tip.hide() });
}

/** Histogram of the values up to their quantile `upto`. */
function histogram(values, title, tint, upto = 0.999) {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return make('p', { class: 'faint' }, 'None.');
  const [low, high] = [Math.min(0, sorted[0]), sorted[Math.floor((sorted.length - 1) * upto)]];
  const count = 50, width = (high - low || 1) / count;
  const bins = new Array(count).fill(0);
  for (const value of sorted) if (value <= high) ++bins[Math.min(count - 1, Math.floor((value - low) / width))];
  const shares = bins.map((bin) => 100 * bin / sorted.length);
  const chart = axes({ title, low, high: low + width * count }, { title: 'share, %', low: 0, high: 1.06 * Math.max(...shares) });
  shares.forEach((share, i) => {
    const from = low + i * width;
    chart.inside.append(draw('rect', { x: chart.px(from), y: chart.py(share), fill: `var(--${tint})`,
      width: Math.max(chart.px(from + width) - chart.px(from) - 1, 0.5), height: chart.bottom - chart.py(share),
      mousemove: (event) => tip.show(event, `${short(from)} to ${short(from + width)}: ${fixed(share, 2)} %`),
      mouseleave: () => tip.hide() }));
  });
  return chart.svg;
}

/**
 * A table that sorts by the clicked column. Columns are {title, number, plain (on one line), cell(row), key(row)};
 * `classOf` returns the class of a row; `onRow(row, element)` is called for each row.
 */
function table(columns, rows, classOf = () => '', onRow = () => {}) {
  const kind = (column) => (column.number ? 'number' : column.plain ? 'plain' : column.title === 'meaning' ? 'meaning' : '');
  const lines = rows.map((row) => ({ row, element: make('tr', { class: classOf(row) },
    ...columns.map((column) => make('td', { class: kind(column) }, column.cell(row)))) }));
  lines.forEach(({ row, element }) => onRow(row, element));
  const body = make('tbody', {}, ...lines.map((line) => line.element));
  const sort = (column, head) => {
    const key = column.key ?? column.cell;
    const order = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', order === 1 ? 'ascending' : 'descending');
    const compare = (a, b) => order * (key(a.row) < key(b.row) ? -1 : key(a.row) > key(b.row) ? 1 : 0);
    body.append(...[...lines].sort(compare).map((line) => line.element));
  };
  const heads = columns.map((column) => make('th', { class: `sortable ${kind(column)}`, tabindex: 0, title: column.help ?? '',
    click: (event) => sort(column, event.currentTarget),
    keydown: (event) => { if (event.key === 'Enter') sort(column, event.currentTarget); } }, column.title));
  return make('div', { class: 'scroll' }, make('table', {}, make('thead', {}, make('tr', {}, ...heads)), body));
}
