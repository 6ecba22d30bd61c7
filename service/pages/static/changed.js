/** What a correction changed, as tables: before, after, both with their intervals. */

import { facts } from './facts.js'
import { html } from './svg.js'

const MINUS = '\u2212'

/**
 * The measures by name whose value reads otherwise than before, those first that moved most of their interval; the
 * others, of which only an interval or a digit that is not shown moved, folded away.
 */
export function tables(metrics) {
  const rows = Object.entries(metrics).map(([name, change]) => ({ measure: facts.measures[name] ?? other(name), change }))
  const isSeen = ({ measure, change }) => text(change.before, measure) !== text(change.after, measure)
  const seen = rows.filter(isSeen).sort((one, another) => share(another.change) - share(one.change))
  const rest = rows.filter((row) => !isSeen(row))
  const shown = seen.length ? table(seen) : html('p', {}, 'No value reads otherwise than before.')
  if (!rest.length) return [shown]
  const words = `${rest.length}${seen.length ? ' more' : ''} moved by less than is shown`
  return [shown, html('details', {}, html('summary', {}, words), table(rest))]
}

function other(name) {
  return { title: name.replaceAll('_', ' '), factor: 1, decimals: 2, after: '' }
}

function share({ before, after, before_interval: [low, high] }) {
  if (before === null || after === null) return Infinity
  return Math.abs(after - before) / (high - low || 1)
}

function table(rows) {
  const head = ['Measure', 'Before', 'After'].map((words) => html('th', { scope: 'col' }, words))
  const body = rows.map(({ measure, change }) => row(measure, change))
  return html('table', { class: 'changes' }, html('thead', {}, html('tr', {}, ...head)), html('tbody', {}, ...body))
}

function row(measure, change) {
  const before = html('td', { 'data-label': 'Before' }, ...told(change.before, change.before_interval, measure))
  const after = html('td', { 'data-label': 'After' }, ...told(change.after, change.after_interval, measure))
  return html('tr', {}, html('th', { scope: 'row' }, measure.title), before, after)
}

function told(value, [low, high], measure) {
  if (value === null) return [html('span', { class: 'nothing' }, 'withheld')]
  const shown = html('span', { class: 'number' }, text(value, measure))
  if (low === null || high === null) return [shown]
  const dash = low < 0 || high < 0 ? ' to ' : '\u2013'
  return [shown, ' ', html('span', { class: 'interval' }, `(${number(low, measure)}${dash}${number(high, measure)})`)]
}

function text(value, measure) {
  return value === null ? '' : number(value, measure) + measure.after
}

function number(value, { factor, decimals }) {
  return (value * factor).toFixed(decimals).replace(/^-(0\.?0*)$/, '$1').replace('-', MINUS)
}
