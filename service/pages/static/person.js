/** Another person in a clip: frames to look at, a mark on somebody, and the new analysis. */

import { ask } from './api.js'
import { analysis, facts } from './facts.js'
import { Figures, Pictures } from './frames.js'
import { notice } from './notice.js'
import { Mark } from './pointing.js'
import { svg } from './svg.js'

const SETTLED_MS = 150 // who moves the slider wants the frame where it comes to rest
const ROOM = 0.12 // around the joints, of their extent

const root = document.querySelector('.pointing')
const picture = document.getElementById('picture')
const slider = document.getElementById('frame')
const said = document.getElementById('frame-shown')
const follow = document.getElementById('follow')
const [image, followed] = [svg('image'), svg('g', { class: 'followed', 'aria-hidden': 'true' })]
const pictures = new Pictures()
const figures = facts.is_measured ? new Figures(0) : null
const moments = new Map()
const visit = crypto.getRandomValues(new Uint32Array(4)).join('-')
let wanted = 0
let shown = null // what is in the picture now: its frame, the clip's own clock, and its corner in the whole

picture.append(image, followed)
const mark = follow ? choosing() : null
slider.addEventListener('input', () => show(Number(slider.value)))
for (const button of root.querySelectorAll('[data-step]')) {
  button.addEventListener('click', () => show(Number(slider.value) + Number(button.dataset.step)))
}
show(facts.frame)

function choosing() {
  const made = new Mark(picture)
  root.classList.add('choosing')
  made.addEventListener('marked', () => tell())
  made.addEventListener('chosen', () => begin())
  follow.addEventListener('click', () => begin())
  return made
}

async function show(frame) {
  slider.value = frame
  const now = Number(slider.value)
  const mine = ++wanted
  shown = null
  said.textContent = `frame ${now}`
  tell()
  busy(true)
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS))
  if (mine !== wanted) return
  try {
    const address = await pictures.get(now)
    const moment = await momentOf(now)
    const size = await sizeOf(address)
    if (mine !== wanted) return
    draw(address, size, moment)
    await drawFollowed(now, mine)
  } catch (error) {
    if (mine === wanted) notice(error.message, { wrong: true })
  } finally {
    if (mine === wanted) busy(false)
  }
}

function draw(address, { width, height }, moment) {
  shown = moment
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`)
  picture.style.aspectRatio = `${width} / ${height}`
  for (const [name, value] of Object.entries({ href: address, width, height })) image.setAttribute(name, value)
  followed.replaceChildren()
  said.textContent = `frame ${moment.frame}, ${moment.time_s.toFixed(2)} s`
  mark?.draw()
  tell()
  busy(false)
}

/** A frame around the one whom this report is about. */
async function drawFollowed(frame, mine) {
  if (!figures) return
  const { points } = await figures.at(frame)
  if (mine !== wanted || !points.size) return
  const box = boxOf([...points.values()])
  followed.replaceChildren(svg('rect', { ...box, class: 'halo' }), svg('rect', { ...box, class: 'stroke' }))
}

async function momentOf(frame) {
  if (!moments.has(frame)) {
    const { document } = await ask('GET', `${analysis}/pictures/${frame}`)
    moments.set(frame, document)
  }
  return moments.get(frame)
}

/** Say where the mark is, and whether it can be followed. */
function tell() {
  if (!mark) return
  follow.disabled = !mark.point || !shown
  if (mark.point) {
    document.getElementById('mark-shown').textContent = `The mark is at ${mark.point.x}, ${mark.point.y}.`
  }
}

async function begin() {
  if (follow.disabled) return
  const place = {
    person_x_px: mark.point.x + shown.left_px,
    person_y_px: mark.point.y + shown.top_px,
    person_time_s: shown.time_s,
  }
  follow.disabled = true
  try {
    const { document: made } = await ask('POST', `${analysis}/again`, { body: place, headers: onceFor(place) })
    location.assign(`/analyses/${made.id}`)
  } catch (error) {
    notice(error.message, { wrong: true })
    tell()
  }
}

/** A click that is made twice, or repeated after a lost line, makes one analysis; a later visit may make another. */
function onceFor(place) {
  return { 'Idempotency-Key': `"again-${visit}-${Object.values(place).join('-')}"` }
}

function busy(on) {
  root.querySelector('.picture').setAttribute('aria-busy', on)
}

async function sizeOf(address) {
  const loaded = new Image()
  loaded.src = address
  await loaded.decode()
  return { width: loaded.naturalWidth, height: loaded.naturalHeight }
}

function boxOf(points) {
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top]
  const room = ROOM * Math.max(width, height)
  return { x: left - room, y: top - room, width: width + 2 * room, height: height + 2 * room, rx: room / 2 }
}
