/** The report page: video, time line, charts and evidence, which follow each other. */

import { Clock, fetchTimes, timesAtFirst } from './clock.js'
import { Curves } from './curves.js'
import { Evidence } from './evidence.js'
import { Keys } from './keys.js'
import { Player } from './player.js'
import { contactFrom, phaseOf, spanAt, stridesOf } from './stride.js'
import { Timeline } from './timeline.js'

const SIDES = { l: 'left', r: 'right' }, KINDS = { i: 'initial_contact', t: 'toe_off' }
const byId = (id) => document.getElementById(id)
const all = (selector) => [...document.querySelectorAll(selector)]

const clips = await Promise.all(JSON.parse(byId('report-data').textContent).clips.map(unpacked)).catch(withoutClock)
const video = byId('video'), charts = byId('charts')
let clip = clips[0], followed = charts?.dataset.sides.split(' ')[0] || 'right'

const player = new Player(video, clip.clock)
const timeline = new Timeline(byId('timeline'), { duration: clip.clock.reportTime(clip.clock.last), label: 'Time line' })
const curves = charts && new Curves(charts, colours(charts))
const evidence = new Evidence(byId('evidence'), clips.map((each) => each.pictures))

async function unpacked(told) {
  const events = told.events.map(([time, frame, side, kind]) => ({ time, frame, side: SIDES[side], kind: KINDS[kind] }))
  return {
    ...told,
    events,
    flags: told.flags.map(([time, title]) => ({ time, title })),
    strides: { left: stridesOf(events, 'left'), right: stridesOf(events, 'right') },
    clock: new Clock(await timesAtFirst(told), told.frames, events),
  }
}

function withoutClock(error) {
  byId('loading').textContent = 'The frame rate of this clip is not known and its video cannot be read, so nothing follows it; reload the page.'
  throw error
}

/** By the side of each leg, the class of its curves. */
function colours(host) {
  const buttons = all('[data-follow]').map((button) => [button.dataset.follow, button.querySelector('path')])
  return Object.fromEntries(buttons.map(([side, path]) => [side, path.getAttribute('class').replace('mean ', '')]))
}

// ---- following -------------------------------------------------------------------------------------

function follow() {
  const { time, frame } = player
  byId('where').textContent = `${time.toFixed(2)} s, frame ${frame}`
  timeline.at(time, frame)
  byId('doing').textContent = timeline.doing(time)
  if (!curves) return
  const phases = { left: phase('left', time), right: phase('right', time) }
  const now = phases[followed]
  const words = now === null ? 'no whole stride of this leg here' : `${followed} leg at ${Math.round(now)} % of its stride`
  curves.at(phases, words, followed)
  byId('phase').textContent = words[0].toUpperCase() + words.slice(1) + '.'
}

function phase(side, time) { return phaseOf(spanAt(clip.strides[side], time), time) }

function playing() {
  byId('play').textContent = player.playing ? 'Pause' : 'Play'
  byId('loop').setAttribute('aria-pressed', String(player.loop !== null))
  for (const button of all('[data-pace]')) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.pace) === player.pace))
  }
  follow()
}

player.addEventListener('frame', follow)
player.addEventListener('state', playing)

// ---- moving ----------------------------------------------------------------------------------------

function contact(by) {
  const next = contactFrom(clip.events, player.time, by, clip.clock.spacing)
  if (!next) return
  player.pause()
  player.seekTime(next.time)
}

function moved({ detail }) {
  if (detail.contacts) contact(detail.contacts)
  else player.step(detail.frames)
}

function loop() {
  const stride = spanAt(clip.strides[followed], player.time) ?? clip.strides[followed][0]
  player.loop = player.loop ? null : stride ?? null
  if (player.loop) player.play()
}

timeline.addEventListener('seek', ({ detail }) => player.seekTime(detail.time))
timeline.addEventListener('step', moved)
curves?.addEventListener('step', moved)
curves?.addEventListener('seek', ({ detail }) => {
  show(clips[0]) // of which the curves are
  const stride = spanAt(clip.strides[followed], player.time) ?? nearest(clip.strides[followed], player.time)
  if (!stride) return
  player.pause()
  player.seekTime(stride[0] + (detail.phase / 100) * (stride[1] - stride[0]))
})

function nearest(strides, time) {
  return strides.reduce((best, each) => (!best || Math.abs(each[0] - time) < Math.abs(best[0] - time) ? each : best), null)
}

evidence.addEventListener('frame', ({ detail }) => {
  show(clips[detail.clip])
  player.seekFrame(detail.frame)
})

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button'), told = button?.dataset ?? {}
  if (told.step) player.step(Number(told.step))
  if (told.contact) contact(Number(told.contact))
  if (told.pace) player.pace = Number(told.pace)
  if (told.showClip) show(clips[told.showClip])
  if (told.follow) {
    followed = told.follow
    press('follow', followed)
    follow()
  }
})
byId('play').addEventListener('click', () => player.toggle())
byId('loop').addEventListener('click', loop)

function press(name, value) {
  for (const button of all(`[data-${name.replace(/[A-Z]/g, '-$&').toLowerCase()}]`)) {
    button.setAttribute('aria-pressed', String(button.dataset[name] === String(value)))
  }
}

const keys = new Keys(byId('keys'), byId('help'))
keys.add(',', 'frame before', () => player.step(-1))
keys.add('.', 'next frame', () => player.step(1))
keys.add('[', 'contact before', () => contact(-1))
keys.add(']', 'next contact', () => contact(1))
keys.add('p', 'play or pause', () => player.toggle())
keys.add('l', 'loop one stride', loop)

// ---- the video, which the page does not wait for ---------------------------------------------------

function loading(words) { byId('loading').textContent = words }

video.addEventListener('waiting', () => loading('Loading…'))
video.addEventListener('seeking', () => loading(''))
for (const kind of ['canplay', 'seeked']) video.addEventListener(kind, () => loading(''))
video.addEventListener('error', () => loading('The video cannot be played here; reload the page, or download it below.'))
player.addEventListener('refused', () => loading('The browser does not play the video yet; try again in a moment.'))

function show(other) {
  if (other === clip) return
  clip = other
  player.change(clip.video, clip.clock)
  press('showClip', clips.indexOf(clip))
  draw()
  retime()
}

function draw() {
  const { clock } = clip
  timeline.show({ ...clip, duration: clock.reportTime(clock.last) })
  for (const button of all('[data-contact], #loop')) button.disabled = clip.events.length === 0
  byId('slower').textContent = clock.tempo > 1 ? `${Number(clock.tempo.toFixed(1))} times slower than the run` : ''
  playing()
}

/** Go by the stamps of the video itself as soon as they are there. */
async function retime() {
  const asked = clip
  const times = asked.stamped ? null : await fetchTimes(asked.video).catch(() => null)
  if (!times) return
  asked.stamped = true
  asked.clock = new Clock(times, asked.frames, asked.events)
  if (asked !== clip) return
  player.retime(asked.clock)
  draw()
}

if (video.readyState === 0) loading('Loading the video…')
draw()
retime()
for (const number of all('.show-me')) number.disabled = false // which now show their frames
