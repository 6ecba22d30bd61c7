/** The metronome's page: what is chosen, what plays, and what is said of it. */

import { Awake } from './awake.js'
import { ladder, lengthOf, partAt, steady, withCadence } from './beats.js'
import { faultOf, numbers } from './cadences.js'
import { Clicker } from './clicker.js'
import { Keys } from './keys.js'
import { kept, recalled } from './memory.js'
import { notice } from './notice.js'

const TICK_MS = 250, LIT_S = 0.12, TAIL_S = 1
const CHOSEN = 'metronome'
const USUAL = { kind: 'steady', spm: '170', ladder: '160, 164, 168', minutes: '2', every: 'step', accent: 'none', volume: '70' }

const byId = (id) => document.getElementById(id)
const form = byId('chosen'), volume = byId('volume'), spm = byId('spm')
const table = JSON.parse(byId('metronome-table').textContent)
const limits = { low: Number(spm.min), high: Number(spm.max) }
const calm = matchMedia('(prefers-reduced-motion: reduce)')
const awake = new Awake()

let clicker = null, output = null, ticking = null
let paused = 0 // seconds into the session
let shownPart = -1

// ---- what is chosen --------------------------------------------------------------------------------

function recall() {
  const chosen = { ...USUAL, ...recalled(CHOSEN) }
  for (const [name, value] of Object.entries(chosen)) if (form.elements[name]) form.elements[name].value = value
  volume.value = chosen.volume
}

function keep() {
  kept(CHOSEN, { ...Object.fromEntries(new FormData(form)), volume: volume.value })
}

function chosen(name) { return form.elements[name].value }

/** The cadences that are chosen. */
function cadences() { return chosen('kind') === 'steady' ? numbers(spm.value) : numbers(chosen('ladder')) }

function segments() {
  return chosen('kind') === 'steady' ? steady(cadences()[0]) : ladder(cadences(), 60 * numbers(chosen('minutes'))[0])
}

/** Say at its field what cannot be clicked; true if all can. */
function checked() {
  const isLadder = chosen('kind') === 'ladder'
  const faults = {
    spm: isLadder ? '' : faultOf(spm.value, limits, 1),
    ladder: isLadder ? faultOf(chosen('ladder'), limits) : '',
    minutes: isLadder ? faultOf(chosen('minutes'), { low: 0.1, high: 720, unit: 'minutes' }, 1) : '',
  }
  for (const [name, fault] of Object.entries(faults)) {
    byId(`${name}-wrong`).textContent = fault
    form.elements[name].setAttribute('aria-invalid', String(Boolean(fault)))
  }
  return Object.values(faults).every((fault) => !fault)
}

// ---- playing ---------------------------------------------------------------------------------------

function isPlaying() { return ticking !== null }

async function play() {
  if (!checked()) {
    form.querySelector('[aria-invalid="true"]').focus()
    return
  }
  try {
    await begin()
  } catch (problem) {
    notice(`There is no sound: ${problem.message} Try another browser, or switch its sound on.`, { wrong: true })
  }
}

async function begin() {
  if (!clicker) {
    const context = new AudioContext({ latencyHint: 'playback' })
    output = new GainNode(context, { gain: gain() })
    output.connect(context.destination)
    clicker = new Clicker(context, table, output)
    context.addEventListener('statechange', interrupted)
  }
  await clicker.context.resume()
  clicker.start({ segments: segments(), accent: chosen('accent'), every: chosen('every') }, paused)
  shownPart = -1
  ticking = setInterval(tick, TICK_MS)
  awake.on()
  show()
  requestAnimationFrame(light)
}

function pause() {
  if (!isPlaying()) return
  clearInterval(ticking)
  ticking = null
  const stopped = clicker.stop()
  paused = chosen('kind') === 'steady' ? 0 : stopped
  awake.off()
  show()
  say('Paused.')
}

function interrupted() {
  if (!isPlaying() || clicker.context.state === 'running') return
  pause()
  notice('Something else took the sound; play goes on from here.')
}

function tick() {
  clicker.tick()
  if (clicker.position > lengthOf(clicker.session.segments) + TAIL_S) {
    pause()
    paused = 0
    say('That was all of it.')
  }
  show()
}

/** Take what is chosen anew: what plays goes on with it, a ladder begins again. */
function changed(name) {
  keep()
  if (!checked()) return
  const sound = { accent: chosen('accent'), every: chosen('every') }
  if (!isPlaying()) paused = ['accent', 'every'].includes(name) ? paused : 0
  else if (name === 'accent' || name === 'every') clicker.replan(() => ({ ...clicker.session, ...sound }))
  else if (name === 'spm') clicker.replan((now) => ({ ...sound, segments: withCadence(clicker.session.segments, now, cadences()[0]) }))
  else restart()
  show()
}

function restart() {
  const wasPlaying = isPlaying()
  pause()
  paused = 0
  if (wasPlaying) play()
  else show()
}

function by(steps) {
  const cadence = Math.round(numbers(spm.value)[0] + steps)
  if (chosen('kind') !== 'steady' || !(cadence >= limits.low && cadence <= limits.high)) return
  spm.value = String(cadence)
  changed('spm')
  say(`${cadence} steps a minute.`)
}

function gain() { return (Number(volume.value) / 100) ** 2 } // so that equal ways sound about equally far

// ---- what is shown ---------------------------------------------------------------------------------

function show() {
  const kind = chosen('kind'), isLadder = kind === 'ladder'
  for (const part of form.querySelectorAll('[data-kind]')) part.hidden = part.dataset.kind !== kind
  for (const id of ['slower', 'faster']) byId(id).hidden = isLadder
  form.querySelector('[name=accent][value=both]').disabled = chosen('every') === 'stride'
  byId('play').firstChild.textContent = isPlaying() ? 'Pause ' : 'Play '
  byId('restart').hidden = !isLadder || !(isPlaying() || paused)
  if (isLadder) showPart()
  else {
    byId('cadence').textContent = numbers(spm.value)[0] || '–'
    byId('part').textContent = ''
  }
}

function showPart() {
  const parts = cadences()
  const { index, left } = partAt(segments(), isPlaying() ? clicker.position : paused)
  byId('cadence').textContent = parts[index] || '–'
  const whole = Math.ceil(left - 1e-6)
  const clock = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
  byId('part').textContent = Number.isFinite(left) ? `${index + 1} of ${parts.length}, ${clock} left` : ''
  if (isPlaying() && index !== shownPart) say(`${index + 1} of ${parts.length}: ${parts[index]} steps a minute.`)
  shownPart = index
}

function say(words) { byId('said').textContent = words }

function light() {
  const foot = isPlaying() && !calm.matches ? clicker.footNow(LIT_S) : null
  for (const lamp of document.querySelectorAll('[data-foot]')) lamp.classList.toggle('lit', lamp.dataset.foot === foot)
  if (isPlaying() && !calm.matches) requestAnimationFrame(light)
}

// ---- wiring ----------------------------------------------------------------------------------------

function toggle() { return isPlaying() ? pause() : play() }

recall()
if (chosen('every') === 'stride' && chosen('accent') === 'both') form.elements.accent.value = 'none'
show()

form.addEventListener('submit', (event) => event.preventDefault())
form.addEventListener('change', (event) => {
  if (chosen('every') === 'stride' && chosen('accent') === 'both') form.elements.accent.value = 'none'
  changed(event.target.name)
})
volume.addEventListener('input', () => {
  keep()
  output?.gain.setTargetAtTime(gain(), clicker.context.currentTime, 0.02)
})
byId('play').addEventListener('click', toggle)
byId('restart').addEventListener('click', restart)
byId('slower').addEventListener('click', () => by(-1))
byId('faster').addEventListener('click', () => by(1))

const keys = new Keys(byId('keys'), byId('show-keys'))
keys.add('p', 'play or pause', toggle)
keys.add('-', 'one step a minute slower', () => by(-1), () => chosen('kind') === 'steady')
keys.add('+', 'one step a minute faster', () => by(1), () => chosen('kind') === 'steady')
