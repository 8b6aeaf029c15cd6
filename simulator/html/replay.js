// SPDX-License-Identifier: BSD-3-Clause
// Script of the replay report. replay_page.cc writes its data.
'use strict';

const figures = data.figures;
const derived = figures.derived;
const series = {
  playout: unpack(data.ticks.playout_ms, Float32Array),
  target: unpack(data.ticks.target_ms, Float32Array),
  level: unpack(data.ticks.level_ms, Float32Array),
};
const operations = unpack(data.ticks.operation, Uint8Array);
const reasons = unpack(data.ticks.reason, Uint8Array);
const decidedOperations = unpack(data.ticks.decided_operation, Uint8Array);
const decidedReasons = unpack(data.ticks.decided_reason, Uint8Array);
const concealed = unpack(data.ticks.concealed_pct, Uint8Array);
const lowest = unpack(data.wave.lowest, Int8Array);
const highest = unpack(data.wave.highest, Int8Array);
const arrivals = { time: unpack(data.arrivals.time_s, Float64Array), transit: unpack(data.arrivals.transit_ms, Float32Array) };
const costs = data.costs && { fast: unpack(data.costs.fast, Float32Array), slow: unpack(data.costs.slow, Float32Array) };
const count = operations.length;
const tickS = data.tick_ms / 1000;
const endS = count * tickS;
const inStream = data.ticks_in_stream;  // concealment after the last packet does not count

// Drawing order of operations, top first, where one pixel covers several ticks.
const NOTABLE = ['expand', 'codec_plc', 'merge', 'fast_accelerate', 'accelerate', 'preemptive_expand', 'dtmf',
  'codec_comfort_noise', 'comfort_noise', 'normal'];
const STACK = NOTABLE.map((name) => data.operations.indexOf(name)).filter((operation) => operation >= 0);

/** Runs of ticks with concealment up to the last packet, as [first, end). */
const concealments = (() => {
  const runs = [];
  for (let i = 0; i < inStream; ++i) {
    if (concealed[i] === 0) continue;
    if (runs.length > 0 && runs[runs.length - 1][1] === i) ++runs[runs.length - 1][1];
    else runs.push([i, i + 1]);
  }
  return runs;
})();

// --- head ---

function boundDelay() {
  if (data.bound === null) return null;
  const points = data.bound.points;
  const share = derived.concealed_pct;
  const after = points.findIndex((point) => point.concealed_pct > share);
  if (after === 0) return null;
  if (after === -1) return points[points.length - 1].mean_delay_ms;
  const [a, b] = [points[after - 1], points[after]];
  const part = (share - a.concealed_pct) / (b.concealed_pct - a.concealed_pct);
  return a.mean_delay_ms + part * (b.mean_delay_ms - a.mean_delay_ms);
}

function head() {
  const delay = figures.playout_delay_ms, call = figures.call_quality;  // null: nothing could be decoded
  const packets = figures.packets, bound = boundDelay();
  const lostPct = 100 * packets.lost / (packets.lost + packets.count - packets.duplicate);
  const quality = figures.reference_quality;
  page.append(
    make('h1', {}, figures.input),
    make('p', {}, `${fixed(figures.duration_s, 1)} s of ${data.codec}, played by neteq ${figures.version}, preset ` +
      `${figures.preset}: ${fixed(derived.concealed_pct, 2)} % concealed in ` +
      `${figures.lifetime_in_stream.concealment_events} events at a mean delay of ${fixed(delay.mean, 0)} ms.`),
    make('div', { class: 'cards' },
      card('Playout delay', `${fixed(delay.mean, 1)} ms`, `p95 ${fixed(delay.p95, 0)} ms, above the fastest packet`),
      card('Target delay', `${fixed(figures.per_tick.target_delay_ms.mean, 1)} ms`, `${fixed(figures.per_tick.target_delay_ms.max, 0)} ms maximum`),
      card('Concealed', `${fixed(derived.concealed_pct, 2)} %`, `${fixed(derived.voice_concealed_pct, 2)} % in speech`),
      card('Stretched', `${fixed(derived.stretch_pct, 2)} %`, `${fixed(derived.accelerate_pct, 2)} % removed, ${fixed(derived.preemptive_pct, 2)} % inserted`),
      card('Packets lost', `${fixed(lostPct, 2)} %`, `${packets.count} received, ${packets.late} late`),
      call === null ? null : card('Conversation', `${fixed(call.e_model.mos_cq, 2)} MOS`, `${fixed(call.e_model.mos_lq, 2)} listening only (E-model)`),
      call === null ? null : card('Stalls', `${call.stalls['stalls_150ms.count']}`, `${call.stalls['stalls_150ms.stalled_ms']} ms in total, of at least 150 ms`),
      bound === null ? null : card('Above optimum', `${fixed(delay.mean - bound, 1)} ms`, 'above the best schedule with this concealment'),
      quality === null ? null : card('Reference', `${fixed(quality.estoi, 3)} ESTOI`, `${fixed(quality.mouth_to_ear_mean_ms, 0)} ms mouth to ear`)));
}

// --- timeline ---

/** First index of a sorted array whose element is not below a value. */
function lowerBound(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

/** Chart rows for the ticks [from, to): at most two per bucket, its lowest and its highest values. */
function chartRows(from, to, buckets) {
  const names = ['level', 'target', 'playout'];
  const rows = [[0, null, null, null]];
  const width = Math.max(1, Math.ceil((to - from) / buckets));
  for (let begin = from; begin < to; begin += width) {
    const end = Math.min(begin + width, to);
    const lows = [null, null, null], highs = [null, null, null];
    names.forEach((name, k) => {
      for (let i = begin; i < end; ++i) {
        const value = series[name][i];
        if (Number.isNaN(value)) continue;
        if (lows[k] === null || value < lows[k]) lows[k] = value;
        if (highs[k] === null || value > highs[k]) highs[k] = value;
      }
    });
    rows.push([begin * tickS, ...lows]);
    if (end - begin > 1) rows.push([(begin + end) / 2 * tickS, ...highs]);
  }
  rows.push([endS, null, null, null]);
  return rows;
}

/** Largest value in a window. */
function highestMs(fromS, toS) {
  const from = Math.max(0, Math.floor(fromS / tickS)), to = Math.min(count, Math.ceil(toS / tickS));
  let high = 20;
  for (let i = from; i < to; ++i) {
    high = Math.max(high, series.target[i], series.level[i], Number.isNaN(series.playout[i]) ? 0 : series.playout[i]);
  }
  for (let i = lowerBound(arrivals.time, fromS); i < arrivals.time.length && arrivals.time[i] <= toS; ++i) {
    high = Math.max(high, arrivals.transit[i]);
  }
  return high * 1.08;
}

/** Concealed share of the ticks [first, last), 0 to 1. */
function concealedShare(first, last) {
  let sum = 0;
  for (let i = first; i < Math.min(last, inStream); ++i) sum += concealed[i];
  return sum / 100 / (last - first);
}

/** A canvas as wide as the page, at the screen's resolution; `paint(context, width, height)` draws it. */
class Lane {
  constructor(height, label, paint) {
    this.height = height;
    this.paint = paint;
    this.canvas = make('canvas', { class: 'lane', style: `height: ${height}px`, role: 'img', 'aria-label': label });
  }
  redraw() {
    const ratio = window.devicePixelRatio || 1, width = this.canvas.clientWidth;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    const context = this.canvas.getContext('2d');
    context.scale(ratio, ratio);
    this.paint(context, width, this.height);
  }
}

class TimeLine {
  constructor() {
    this.window = [0, endS];
    this.cursor = null;  // tick index
    this.audio = null;
    this.chart = make('div', { style: 'width: 100%; height: 340px' });
    this.strip = new Lane(30, 'operations over time', (context) => this.paintStrip(context));
    this.sound = new Lane(110, 'waveform over time', (context, width, height) => this.paintSound(context, height));
    this.readout = make('p', { class: 'readout faint', 'aria-live': 'polite' }, 'Point at the timeline to inspect a tick, or step with Shift and the arrow keys.');
    this.rule = make('div', { class: 'cursor', hidden: '' });
    this.element = make('div', { class: 'timeline', tabindex: 0, role: 'group', 'aria-label': 'timeline',
      keydown: (event) => this.onKey(event), mousemove: (event) => this.onPointer(event), mouseleave: () => tip.hide() },
      this.chart, this.strip.canvas, this.sound.canvas, this.rule);
    this.element.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
  }

  /** Call after the element is in the page. */
  begin() {
    const tints = () => ({ colors: [colour('level'), colour('target'), colour('playout')],
      gridLineColor: colour('rule'), axisLineColor: colour('rule') });
    this.graph = new Dygraph(this.chart, chartRows(0, count, this.buckets()), {
      labels: ['s', 'buffer level', 'target delay', 'playout delay'], ...tints(),
      series: { 'playout delay': { strokeWidth: 2 }, 'target delay': { strokePattern: [6, 3], strokeWidth: 1.5 }, 'buffer level': { strokeWidth: 1 } },
      ylabel: 'delay, ms', legend: 'never', dateWindow: this.window, valueRange: [0, highestMs(0, endS)],
      highlightCircleSize: 0, connectSeparatedPoints: false, rightGap: 12,
      axes: { x: { axisLabelFormatter: (s) => `${short(s)} s`, axisLabelWidth: 70 }, y: { axisLabelWidth: 58 } },
      clickCallback: (event, s) => this.seek(s),
      underlayCallback: (context, area, graph) => this.paintUnderlay(context, area, graph),
      drawCallback: (graph) => this.onDrawn(graph),
    });
    new ResizeObserver(() => this.repaintLanes()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.graph.updateOptions(tints()));
  }

  buckets() { return Math.max(300, this.chart.clientWidth || 1200); }

  /** Shows [from, to] in seconds. */
  show(from, to) {
    const length = Math.min(Math.max(to - from, 20 * tickS), endS);
    const begin = Math.min(Math.max(from, 0), endS - length);
    this.window = [begin, begin + length];
    // Adds one window on both sides, which a drag reveals before the next redraw.
    const first = Math.max(0, Math.floor((begin - length) / tickS));
    const last = Math.min(count, Math.ceil((begin + 2 * length) / tickS));
    const buckets = Math.round(this.buckets() * (last - first) * tickS / length);
    this.graph.updateOptions({ file: chartRows(first, last, buckets), dateWindow: this.window, valueRange: [0, highestMs(...this.window)] });
  }
  zoom(factor, around = (this.window[0] + this.window[1]) / 2) {
    this.show(around + (this.window[0] - around) * factor, around + (this.window[1] - around) * factor);
  }
  move(share) {
    const step = share * (this.window[1] - this.window[0]);
    this.show(this.window[0] + step, this.window[1] + step);
  }

  onDrawn(graph) {
    const range = graph.xAxisRange();
    const isMoved = Math.abs(range[0] - this.window[0]) + Math.abs(range[1] - this.window[1]) > tickS / 10;
    if (isMoved) {  // dragged with the mouse: redraw the new window at its own resolution
      this.window = range;
      clearTimeout(this.pending);
      this.pending = setTimeout(() => this.show(...range), 60);
    }
    this.repaintLanes();
  }
  repaintLanes() {
    if (!this.area) return;
    this.strip.redraw();
    this.sound.redraw();
    this.showCursor();
    report('drawn', `ticks ${count} arrivals ${arrivals.time.length} concealments ${concealments.length} ` +
      `window ${this.window.map((s) => s.toFixed(2)).join(' ')}`);
  }

  // All lanes use the window and the plot area of the chart's last drawing.
  timeAt(x) { return this.view[0] + (x - this.area.x) / this.area.w * (this.view[1] - this.view[0]); }
  xOf(s) { return this.area.x + (s - this.view[0]) / (this.view[1] - this.view[0]) * this.area.w; }
  /** Calls paint(x, first, last) for each pixel column with its range of ticks. */
  forColumns(paint) {
    for (let x = Math.ceil(this.area.x); x < this.area.x + this.area.w; ++x) {
      const first = Math.floor(this.timeAt(x) / tickS);
      const last = Math.max(first + 1, Math.floor(this.timeAt(x + 1) / tickS));
      if (last > 0 && first < count) paint(x, Math.max(first, 0), Math.min(last, count));
    }
  }

  paintUnderlay(context, area, graph) {
    this.area = { ...area };
    this.view = graph.xAxisRange();
    context.save();
    context.beginPath();
    context.rect(area.x, area.y, area.w, area.h);
    context.clip();
    this.paintGround(context, area.y, area.h);
    this.paintArrivals(context, area, graph.yAxisRange()[1]);
    context.restore();
  }
  /** Shades concealed columns, more strongly for larger shares, and the part after the last packet. */
  paintGround(context, y, height) {
    context.fillStyle = colour('panel');
    const end = this.xOf(inStream * tickS), right = this.area.x + this.area.w;
    if (end < right) context.fillRect(Math.max(end, this.area.x), y, right - Math.max(end, this.area.x), height);
    context.fillStyle = colour('concealed');
    this.forColumns((x, first, last) => {
      const share = concealedShare(first, last);
      if (share === 0) return;
      context.globalAlpha = 0.25 + 0.75 * share;
      context.fillRect(x, y, 1, height);
    });
    context.globalAlpha = 1;
  }
  /** Draws dots or, if there are too many, bars from lowest to highest. */
  paintArrivals(context, area, highMs) {
    const first = lowerBound(arrivals.time, this.view[0]), last = lowerBound(arrivals.time, this.view[1]);
    const y = (ms) => area.y + area.h * (1 - ms / highMs);
    context.fillStyle = colour('arrival');
    if (last - first <= 3 * area.w) {
      for (let i = first; i < last; ++i) context.fillRect(this.xOf(arrivals.time[i]) - 1.25, y(arrivals.transit[i]) - 1.25, 2.5, 2.5);
      return;
    }
    for (let i = first; i < last;) {
      const x = Math.floor(this.xOf(arrivals.time[i])), until = this.timeAt(x + 1);
      let low = Infinity, high = 0;
      for (const begin = i; i < last && (arrivals.time[i] < until || i === begin); ++i) {
        low = Math.min(low, arrivals.transit[i]);
        high = Math.max(high, arrivals.transit[i]);
      }
      context.fillRect(x, y(high) - 1, 1, Math.max(2, y(low) - y(high)));
    }
  }
  paintStrip(context) {
    const tints = data.operations.map(colour), top = 4, height = 24;
    const counts = new Uint32Array(data.operations.length);
    this.forColumns((x, first, last) => {
      counts.fill(0);
      for (let i = first; i < last; ++i) ++counts[operations[i]];
      let bottom = top + height;
      for (const operation of STACK) {  // the last one fills the rest
        if (counts[operation] === 0 || bottom <= top) continue;
        const part = Math.min(bottom - top, Math.max(2, height * counts[operation] / (last - first)));
        const isRest = data.operations[operation] === 'normal';
        context.fillStyle = tints[operation];
        context.fillRect(x, isRest ? top : bottom - part, 1, isRest ? bottom - top : part);
        bottom -= part;
      }
    });
    this.label(context, 'operation', top + height / 2 + 4);
  }
  paintSound(context, height) {
    const middle = height / 2, scale = (height / 2 - 2) / 128, perTick = data.wave.per_tick;
    const [sound, marked] = [colour('sound'), colour('expand')];
    this.paintGround(context, 0, height);
    this.forColumns((x, first, last) => {
      const begin = Math.max(first * perTick, Math.floor(this.timeAt(x) / tickS * perTick));
      const end = Math.max(begin + 1, Math.min(last * perTick, Math.floor(this.timeAt(x + 1) / tickS * perTick)));
      let low = 127, high = -128;
      for (let i = begin; i < end && i < lowest.length; ++i) {
        low = Math.min(low, lowest[i]);
        high = Math.max(high, highest[i]);
      }
      context.fillStyle = concealedShare(first, last) > 0.5 ? marked : sound;
      context.fillRect(x, middle - high * scale, 1, Math.max(1, (high - low) * scale));
    });
    this.label(context, 'output', middle + 4);
  }
  label(context, text, y) {
    context.fillStyle = colour('faint');
    context.font = '12px system-ui, sans-serif';
    context.textAlign = 'right';
    context.fillText(text, this.area.x - 6, y);
  }

  describe(tick) {
    const name = (operation, reason) => `${words(data.operations[operation])}, reason: ${words(data.reasons[reason])}`;
    const executed = name(operations[tick], reasons[tick]);
    const decided = operations[tick] === decidedOperations[tick] ? '' :
      `\ndecided: ${name(decidedOperations[tick], decidedReasons[tick])}`;
    return `${fixed(tick * tickS, 2)} s   ${executed}${decided}\nplayout ${fixed(series.playout[tick], 1)} ms, ` +
      `target ${fixed(series.target[tick], 0)} ms, buffer level ${fixed(series.level[tick], 1)} ms` +
      (concealed[tick] > 0 ? `\n${concealed[tick]} % of the tick concealed` : '');
  }
  /** Moves the cursor to a tick and shows its values. */
  setCursor(tick) {
    this.cursor = Math.min(Math.max(tick, 0), count - 1);
    this.readout.textContent = this.describe(this.cursor).replaceAll('\n', '; ');
    this.showCursor();
    this.onCursor?.(this.cursor);
  }
  showCursor() {
    if (this.cursor === null) return;
    const x = this.xOf((this.cursor + 0.5) * tickS);
    this.rule.hidden = x < this.area.x || x > this.area.x + this.area.w;
    this.rule.style.left = `${x}px`;
  }
  seek(s) {
    if (this.audio) this.audio.currentTime = Math.min(Math.max(s, 0), endS);
  }
  onPointer(event) {
    if (!this.area) return;
    const x = event.clientX - this.element.getBoundingClientRect().left;
    const tick = Math.floor(this.timeAt(x) / tickS);
    if (x < this.area.x || tick < 0 || tick >= count) { tip.hide(); return; }
    this.setCursor(tick);
    tip.show(event, this.describe(tick));
  }
  onWheel(event) {
    if (!event.ctrlKey && !event.shiftKey) return;  // plain wheel scrolls the page
    event.preventDefault();
    if (event.shiftKey) { this.move(Math.sign(event.deltaY || event.deltaX) * 0.1); return; }
    const x = event.clientX - this.element.getBoundingClientRect().left;
    this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.timeAt(x));
  }
  step(ticks) {
    this.setCursor((this.cursor ?? Math.floor((this.window[0] + this.window[1]) / 2 / tickS)) + ticks);
    const at = this.cursor * tickS, length = this.window[1] - this.window[0];
    if (at < this.window[0] || at > this.window[1]) this.show(at - length / 2, at + length / 2);
  }
  onKey(event) {
    const move = (way) => (event.shiftKey ? this.step(way) : this.move(0.2 * way));
    const act = { ArrowLeft: () => move(-1), ArrowRight: () => move(1), '+': () => this.zoom(0.6),
      '=': () => this.zoom(0.6), '-': () => this.zoom(1 / 0.6), 0: () => this.show(0, endS) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

/** Keeps the playback position and the cursor in sync. */
function player(line) {
  line.audio = make('audio', { controls: '', preload: 'metadata', src: data.sound,
    timeupdate: () => { if (!line.audio.paused) line.setCursor(Math.floor(line.audio.currentTime / tickS)); } });
  return make('div', { class: 'tools player' }, line.audio, make('span', { class: 'faint' }, 'Output of the replay, lossless. Click the chart to seek.'));
}

function timeLineSection() {
  const line = new TimeLine();
  const button = (text, title, act) => make('button', { title, click: act }, text);
  const used = NOTABLE.filter((name) => operations.includes(data.operations.indexOf(name)));
  page.append(section('Timeline',
    legend([['playout delay', 'playout'], ['target delay', 'target'], ['buffer level', 'level'],
      ['packets: network delay above the fastest', 'arrival'], ['concealed', 'expand'], ['after the last packet', 'panel']]),
    make('div', { class: 'tools' },
      button('←', 'earlier (left arrow)', () => line.move(-0.5)), button('→', 'later (right arrow)', () => line.move(0.5)),
      button('+', 'zoom in (+, or drag over the chart)', () => line.zoom(0.5)), button('−', 'zoom out (-)', () => line.zoom(2)),
      button('All', 'whole trace (0)', () => line.show(0, endS)),
      make('span', { class: 'faint' }, 'Drag to zoom, Shift-drag to move; Ctrl-wheel and Shift-wheel do the same. Double-click shows all.')),
    line.element,
    line.readout, legend(used.map((name) => [words(name), name])),
    data.sound === null ? make('p', { class: 'faint' }, 'Reports of more than two minutes do not include the audio; use --wav.') : player(line)));
  line.begin();
  return line;
}

// --- costs of the candidate targets ---

/** Costs of the candidate targets in both memories at a tick. */
function costChart(tick) {
  const { targets_ms: targets, ticks_per_curve: step } = data.costs;
  const from = Math.floor(tick / step) * targets.length;
  const [fast, slow] = [costs.fast, costs.slow].map((all) => all.subarray(from, from + targets.length));
  const target = series.target[tick];
  // The curves rise steeply where delay is dear: show up to three times the target.
  const beyond = targets.findIndex((ms) => ms > 3 * target);
  const shown = beyond < 0 ? targets.length : Math.max(8, beyond);
  const least = Math.min(...slow, ...fast);
  const values = [...fast.subarray(0, shown), ...slow.subarray(0, shown)].map((cost) => Math.min(cost, least + 30));
  const [low, high] = span(values);
  const chart = axes({ title: 'candidate target, ms', low: 0, high: targets[shown - 1] },
    { title: 'cost so far, points of R', low, high }, 640, 280);
  const points = (curve) => targets.slice(0, shown).map((ms, i) => [chart.px(ms), chart.py(Math.min(curve[i], high))]);
  chart.inside.append(
    draw('line', { x1: chart.px(target), x2: chart.px(target), y1: chart.top, y2: chart.bottom, stroke: 'var(--target)', 'stroke-dasharray': '6 3' }),
    polyline(points(slow), 'playout'), polyline(points(fast), 'b'),
    ...[[slow, 'playout', 'slow'], [fast, 'b', 'fast']].flatMap(([curve, tint, name]) => points(curve).map((at, i) =>
      dot(...at, tint, `${name} memory: ${fixed(targets[i], 0)} ms costs ${fixed(curve[i], 2)}`, 3))));
  return chart.svg;
}

/** The cost curve at the cursor of the timeline. */
function costSection(line) {
  if (data.costs === null) return;
  const figure = make('figure', {}), caption = make('figcaption', { class: 'faint' });
  const show = (tick) => {
    caption.textContent = `At ${fixed(tick * tickS, 2)} s: what each target would have cost so far, by the E-model. ` +
      `The target is ${fixed(series.target[tick], 0)} ms. Point at the timeline for another moment.`;
    figure.replaceChildren(costChart(tick), caption);
  };
  page.append(section('Cost of the target delay',
    legend([['slow memory', 'playout'], ['fast memory', 'b'], ['target delay', 'target']]), figure));
  show(Math.floor(count / 2));
  line.onCursor = show;
}

// --- distributions, sound, tables ---

function boundChart() {
  const points = data.bound.points.filter((point) => point.concealed_pct <= Math.max(10, 2 * derived.concealed_pct));
  const run = [derived.concealed_pct, figures.playout_delay_ms.mean];
  const x = [0, span([...points.map((p) => p.concealed_pct), run[0]])[1]];
  const y = [0, span([...points.map((p) => p.mean_delay_ms), run[1]])[1]];
  const chart = axes({ title: 'concealed, %', low: x[0], high: x[1] }, { title: 'mean playout delay, ms', low: y[0], high: y[1] });
  const at = points.map((p) => [chart.px(p.concealed_pct), chart.py(p.mean_delay_ms)]);
  chart.inside.append(polyline(at, 'bound'),
    ...points.map((p, i) => dot(...at[i], 'bound', `optimum: ${fixed(p.concealed_pct, 2)} % at ${fixed(p.mean_delay_ms, 1)} ms`, 3)),
    dot(chart.px(run[0]), chart.py(run[1]), 'playout', `this run: ${fixed(run[0], 2)} % at ${fixed(run[1], 1)} ms`, 6));
  return chart.svg;
}

const noBound = () => make('p', { class: 'faint' }, 'The optimal schedule is not computed for reports of long traces; ' +
  'use `neteq bound`.');

function distributions() {
  const gaps = [];
  for (let i = 1; i < arrivals.time.length; ++i) gaps.push(1000 * (arrivals.time[i] - arrivals.time[i - 1]));
  const figure = (chart, caption) => make('figure', {}, chart, make('figcaption', {}, caption));
  page.append(section('Distributions', make('div', { class: 'row' },
    figure(histogram(series.playout.filter((value) => !Number.isNaN(value)), 'playout delay, ms', 'playout'),
      'Playout delay of ticks with decoded audio.'),
    figure(histogram(gaps, 'time between arrivals, ms', 'arrival'), 'Time between packet arrivals, without the longest 0.1 %.'),
    data.bound === null ? noBound() : figure(boundChart(),
      `This run (dot) and the lower bound of all schedules that stretch by at most ${data.bound.params.max_stretch_pct} % (line).`))));
}

function statistics() {
  const rows = data.statistics.map((entry) => ({ ...entry, value: figures.lifetime_in_stream[entry.name], whole: figures.lifetime[entry.name] }));
  page.append(section('Statistics', make('details', {}, make('summary', {}, 'Counters at the last packet and at the end of the replay'),
    table([{ title: 'statistic', cell: (row) => row.name },
      { title: 'in the stream', number: true, cell: (row) => String(row.value), key: (row) => row.value },
      { title: 'at the end', number: true, cell: (row) => String(row.whole), key: (row) => row.whole },
      { title: 'unit', cell: (row) => row.unit }, { title: 'meaning', cell: (row) => row.meaning }], rows))));
}

/** Flattens nested figures to rows with dotted names. */
function flatten(figure, prefix = '') {
  return Object.entries(figure).flatMap(([name, value]) => (value !== null && typeof value === 'object' && !Array.isArray(value)
    ? flatten(value, `${prefix}${name}.`) : [{ name: prefix + name, value }]));
}

function callQuality() {
  if (figures.call_quality === null) return;
  const rows = flatten(figures.call_quality).filter((row) => row.name !== 'voip_metrics.block');
  page.append(section('Call quality', make('details', {}, make('summary', {}, 'E-model (ITU-T G.107), stalls, VoIP metrics (RFC 3611)'),
    make('div', { class: 'compact' }, table([{ title: 'figure', cell: (row) => row.name },
      { title: 'value', number: true, cell: (row) => String(row.value), key: (row) => row.value }], rows)))));
}

function configuration() {
  const isChanged = (entry) => JSON.stringify(figures.config[entry.name]) !== JSON.stringify(data.defaults[entry.name]);
  const rows = [...data.parameters].sort((a, b) => isChanged(b) - isChanged(a));
  const changed = rows.filter(isChanged).length;
  page.append(section('Configuration', make('details', {},
    make('summary', {}, `${rows.length} parameters, ${changed} of them not at their default (bold)`),
    table([{ title: 'parameter', cell: (row) => row.name },
      { title: 'value', number: true, cell: (row) => String(figures.config[row.name] ?? row.value) },
      { title: 'default', number: true, cell: (row) => String(data.defaults[row.name] ?? '') },
      { title: 'unit', cell: (row) => row.unit }, { title: 'meaning', cell: (row) => row.meaning }], rows,
    (row) => (isChanged(row) ? 'changed' : '')))));
}

head();
const line = timeLineSection();
costSection(line);
distributions();
callQuality();
statistics();
configuration();
page.append(make('p', { class: 'faint' }, 'Timeline charts by dygraphs (MIT licence).'));
