/** What is known of a clip, from a form to what the API takes. */

import { forgotten, kept, recalled } from './memory.js'

const WRITTEN = 'facts'
const NUMBERS = ['height_cm', 'incline_pct', 'capture_fps']
const UNIT = 'speed-unit'

/** Metres a second of a speed as people write it, in `kmh`, `minkm` or `mps`; NaN where it is none. */
export function metresPerSecond(text, unit) {
  const written = text.trim().replace(',', '.')
  if (unit === 'minkm') {
    const pace = /^(\d{1,2})(?::([0-5]\d))?$|^(\d{1,2}\.\d+)$/.exec(written)
    const minutes = pace ? (pace[3] ? Number(pace[3]) : Number(pace[1]) + Number(pace[2] ?? 0) / 60) : NaN
    return 1000 / (60 * minutes)
  }
  if (!/^\d+(\.\d+)?$/.test(written)) return NaN
  return unit === 'kmh' ? Number(written) / 3.6 : Number(written)
}

/** What is wrong with a speed, as a sentence; empty where nothing is. */
export function faultOfSpeed(text, unit, low, high) {
  if (text.trim() === '') return ''
  const mps = metresPerSecond(text, unit)
  if (Number.isNaN(mps)) return faultOfWriting(text.trim(), unit)
  if (mps >= low && mps <= high) return ''
  return `Between ${written(low, unit)} and ${written(high, unit)}, please; look at the unit.`
}

function faultOfWriting(text, unit) {
  if (unit === 'minkm') return 'Write a pace as 5:30.'
  if (/^\d{1,2}:[0-5]\d$/.test(text)) return `${text} is a pace: choose min/km as its unit.`
  return 'Write a number such as 12.5.'
}

function written(mps, unit) {
  if (unit === 'mps') return `${mps} m/s`
  if (unit === 'kmh') return `${(mps * 3.6).toFixed(1)} km/h`
  const seconds = Math.round(1000 / mps)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min/km`
}

/** The facts of a form as an analysis is asked for; null, and the form says why, where one cannot be. */
export function factsOf(form) {
  const { speed, unit, athlete } = form.elements
  speed.setCustomValidity(faultOfSpeed(speed.value, unit.value, Number(speed.dataset.low), Number(speed.dataset.high)))
  if (!form.checkValidity()) {
    form.querySelector('details').open = true
    form.reportValidity()
    return null
  }
  const facts = {}
  if (speed.value.trim()) facts.speed_mps = Number(metresPerSecond(speed.value, unit.value).toFixed(4))
  for (const name of NUMBERS) {
    if (form.elements[name].value) facts[name] = Number(form.elements[name].value)
  }
  if (athlete?.value) facts.athlete = athlete.value
  return facts
}

/** Have the form remember the unit of the speed, and take back what it said of a speed that is changed. */
export function rememberUnit(form) {
  const { speed, unit } = form.elements
  unit.value = recalled(UNIT) ?? unit.value
  unit.addEventListener('change', () => kept(UNIT, unit.value))
  for (const field of [speed, unit]) field.addEventListener('input', () => speed.setCustomValidity(''))
}

/** Have what is written into the form outlive a reload, until `forgetWritten`. */
export function keepWritten(form) {
  form.addEventListener('input', () => kept(WRITTEN, Object.fromEntries(new FormData(form))))
}

/** Fill in what was written before. */
export function recallWritten(form) {
  for (const [name, value] of Object.entries(recalled(WRITTEN) ?? {})) {
    if (form.elements[name]?.value === '') form.elements[name].value = value
  }
}

/** It is of clips that are analysed, or given up. */
export function forgetWritten() {
  forgotten(WRITTEN)
}
